import type { SharedOffset } from '@latchkey/server/store';
import type { StoreOpenErrorCode } from '../open-error.ts';
import type { BatchOutcome, IntentCall } from './intent.ts';

/** What the store's thread is started with. */
export interface WorkerSettings {
  readonly file: string;
  readonly clockOffset: SharedOffset | undefined;
  readonly batchSize: number;
  readonly maintenanceIntervalMs: number;
  readonly pruneRows: number;
}

/** What it is told. */
export type WorkerRequest = { readonly calls: readonly IntentCall[] } | 'close';

/** What it answers. */
export type WorkerReply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly code: StoreOpenErrorCode | undefined; readonly error: Error }
  | { readonly kind: 'batch'; readonly batch: BatchOutcome }
  /** Upkeep went wrong; calls are still served. */
  | { readonly kind: 'upkeep_failed'; readonly error: Error };
