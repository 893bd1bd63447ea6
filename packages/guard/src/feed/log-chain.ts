import { chainDigest } from '@latchkey/tokens/revocation-entry';
import type { FeedEntry, FeedHead, FeedPosition } from '@latchkey/tokens/revocation-feed';

export function isSameHead(one: FeedHead, other: FeedHead): boolean {
  return one.seq === other.seq && one.digest === other.digest;
}

/** Where entries lead from a position when each follows the one before it; undefined when one does not. */
export function followChain(from: FeedPosition, entries: readonly FeedEntry[]): FeedPosition | undefined {
  let position: FeedPosition | undefined = from;
  for (const entry of entries) {
    if (position === undefined || entry.seq !== position.seq + 1) return undefined;
    position = tryFollowChain(position, entry);
  }
  return position;
}

/** One step of the chain, for entries that may also come from before the position; undefined from the first gap on. */
export function tryFollowChain(from: FeedPosition | undefined, entry: FeedEntry): FeedPosition | undefined {
  if (from === undefined || entry.seq <= from.seq) return from;
  if (entry.seq > from.seq + 1) return undefined;
  return { epoch: from.epoch, seq: entry.seq, digest: chainDigest(from.digest, entry) };
}
