import type { AuthorityStore, SharedOffset } from '@latchkey/server/store';

/** One store, opened on data of its own, with what the suite must do to it from outside. */
export interface OpenedStore {
  readonly store: AuthorityStore;
  /** The offset that the store's clock was opened with; the suite moves time by it. */
  readonly clockOffset: SharedOffset;
  /** Close the store, wait by moving the clock, and open the same data again. */
  reopen(downtimeMs: number): Promise<AuthorityStore>;
  /** How many bytes the data takes, without what is only waiting to be folded in (a write-ahead log, dead rows). */
  measureBytes(): Promise<number>;
  /** Let go of the store, opened again or not, and of its data. */
  close(): Promise<void>;
}

/** Opens an empty store. Called once for each test. */
export type OpenStore = () => Promise<OpenedStore>;
