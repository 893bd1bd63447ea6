import type { BffSessionStore, SessionDigest, StoredBffSession } from '@latchkey/bff/store';
import type { Queries } from '../sqlite-engine/queries.ts';

/** What an intent of this store sees of the transaction it runs in. */
export interface SessionTransaction extends Queries {
  /** The store's clock, the same for everything in the transaction. */
  readonly nowMs: number;
}

/** Methods of the store that are one intent each. */
type PlainName = Exclude<keyof BffSessionStore, 'findSession' | 'close'>;

type PlainTable = {
  readonly [Name in PlainName]: (
    transaction: SessionTransaction,
    ...args: Parameters<BffSessionStore[Name]>
  ) => Awaited<ReturnType<BffSessionStore[Name]>>;
};

/** `findSession` is two: to look needs no lock, and only once a minute is there something to write. */
export interface SessionIntentTable extends PlainTable {
  lookAtSession(
    transaction: SessionTransaction,
    sessionDigest: SessionDigest,
  ): { readonly session: StoredBffSession; readonly useIsDue: boolean } | undefined;
  useSession(transaction: SessionTransaction, sessionDigest: SessionDigest): StoredBffSession | undefined;
}

export type SessionIntentName = keyof SessionIntentTable;
