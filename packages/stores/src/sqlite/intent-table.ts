import type { AuthorityStore } from '@latchkey/server/store';
import type { Transaction } from '../sqlite-engine/transaction.ts';

/** What the engine can be asked for: the methods of the store, apart from what concerns the store as an object. */
export type IntentName = Exclude<keyof AuthorityStore, 'close' | 'onAuditEvent' | 'onRevocation'>;

/** Carries out one intent within a transaction. */
type Intent<Name extends IntentName> = (
  transaction: Transaction,
  ...args: Parameters<AuthorityStore[Name]>
) => Awaited<ReturnType<AuthorityStore[Name]>>;

export type IntentTable = { readonly [Name in IntentName]: Intent<Name> };
