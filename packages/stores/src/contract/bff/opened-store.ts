import type { BffSessionStore } from '@latchkey/bff/store';
import type { SharedOffset } from '@latchkey/server/store';

/** One store of the browser proxy, opened on data of its own, with what the suite must do to it from outside. */
export interface OpenedBffStore {
  readonly store: BffSessionStore;
  /** The offset that the clock of the store, and of any opened beside it, was opened with; the suite moves time by it. */
  readonly clockOffset: SharedOffset;
  /** Open the same data once more, as another process would. */
  openAnother(): Promise<BffSessionStore>;
  /** Let go of every store that was opened, and of the data. */
  close(): Promise<void>;
}

/** Opens an empty store. Called once for each test. */
export type OpenBffStore = () => Promise<OpenedBffStore>;
