/** A reader of a simulated log and the set that it fills, put together as the feed does it, without those who watch. */
import { createLogReader, type LogReader } from '../../src/feed/log-reader.ts';
import { createRevocationSet, type RevocationSet } from '../../src/feed/revocation-set.ts';
import { issuer } from './simulated-log.ts';

export const leewayMs = 10_000;

export function createFollower(): { readonly reader: LogReader; readonly set: RevocationSet } {
  const set = createRevocationSet();
  const reader = createLogReader({
    issuer,
    leewayMs,
    prune: set.prune,
    addEntry: (entry) => void set.add(entry),
  });
  return { reader, set };
}
