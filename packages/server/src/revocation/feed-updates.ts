import {
  type FeedEntry,
  type FeedHead,
  type FeedMessage,
  type FeedPosition,
  type FeedSnapshot,
  maxFeedEntries,
} from '@latchkey/tokens/revocation-feed';
import type { RevocationLogEntry, RevocationLogReading } from './store.ts';

/**
 * What a reader at a position is told after a read of the log: nothing new, what came after, or everything.
 *
 * Everything, when the log no longer holds all that came after, when it is another log, or has another past (a restored
 * backup): the digests do not agree then.
 *
 * @param position - where the reader stands; undefined for one that knows nothing.
 * @param reading - of what came after `afterSeq`, which must not be beyond the position.
 * @returns Undefined when everything is needed and the read did not begin at the beginning.
 */
export function composeUpdate(
  issuer: string,
  position: FeedPosition | undefined,
  reading: RevocationLogReading,
  afterSeq: number,
): readonly FeedMessage[] | undefined {
  const { epoch, head, nowMs: readAtMs } = reading;
  const base = { iss: issuer, epoch, head, readAtMs };
  if (position?.epoch === epoch) {
    const previous: FeedHead = { seq: position.seq, digest: position.digest };
    if (previous.seq === head.seq && previous.digest === head.digest) return [{ ...base, event: 'heartbeat' }];
    const entries = selectFollowers(previous, reading);
    if (entries !== undefined) return [{ ...base, event: 'delta', previous, entries }];
  }
  if (afterSeq > 0) return undefined;
  const all = reading.entries.map(describeEntry);
  const parts = Math.max(1, Math.ceil(all.length / maxFeedEntries));
  return Array.from({ length: parts }, (_, index): FeedSnapshot => {
    const entries = all.slice(index * maxFeedEntries, (index + 1) * maxFeedEntries);
    return { ...base, event: 'snapshot', part: index + 1, parts, entries };
  });
}

/** All entries after a position, when none is missing, the first follows it, and they fit one message. */
function selectFollowers(
  previous: FeedHead,
  { head, entries }: RevocationLogReading,
): readonly FeedEntry[] | undefined {
  const followers = entries.filter(({ seq }) => seq > previous.seq);
  const isWhole = followers.length > 0 && followers.length === head.seq - previous.seq;
  if (!isWhole || followers.length > maxFeedEntries || followers[0]?.previousDigest !== previous.digest)
    return undefined;
  return followers.map(describeEntry);
}

function describeEntry({ seq, kind, target, expiresAtMs }: RevocationLogEntry): FeedEntry {
  return { seq, kind, target, expiresAtMs };
}
