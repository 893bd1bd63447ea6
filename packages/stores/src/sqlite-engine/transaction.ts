import type { Downtime, RecordedAuditEvent } from '@latchkey/server/store';
import type { Queries } from './queries.ts';

/** What an intent sees of the transaction it runs in. */
export interface Transaction extends Queries {
  /** The store's clock, the same for everything in the transaction. */
  readonly nowMs: number;
  /** When no store was open, as far back as it matters. */
  readonly downtimes: readonly Downtime[];
  /** Tell the listeners of the trail about an event, once the transaction has committed. */
  announce(event: RecordedAuditEvent): void;
  /** Tell those who follow the revocation log that it has grown, once the transaction has committed. */
  announceRevocation(): void;
}
