import type { RevocationKind } from './revocation-entry.ts';

/**
 * What the revocation feed says. Each Server-Sent Event carries one {@link FeedMessage} as the claims of a compact JWS
 * with this `typ`, signed by a feed key, which signs nothing else.
 */
export const revocationFeedTyp = 'latchkey-revocations+jwt';

/** A position in the log with the digest of the entry there: two logs that agree on it agree on all before it. */
export interface FeedHead {
  readonly seq: number;
  readonly digest: string;
}

/** One entry on the wire. Its chain digest follows from its predecessor's, see revocation-entry.ts. */
export interface FeedEntry {
  readonly seq: number;
  readonly kind: RevocationKind;
  readonly target: string;
  readonly expiresAtMs: number;
}

interface FeedMessageBase {
  readonly iss: string;
  /** Changes whenever the log starts anew; readers then merge (an unexpired entry once seen is kept). */
  readonly epoch: string;
  /** Where the log ended when it was read. */
  readonly head: FeedHead;
  /** The store's clock when the read that this message rests on began; milliseconds since the Unix epoch. */
  readonly readAtMs: number;
}

export type FeedMessage =
  /** Everything unexpired: entries may have gaps, since expired ones are gone. */
  | (FeedMessageBase & { readonly event: 'snapshot'; readonly entries: readonly FeedEntry[] })
  /** What came after `previous`, without gap. */
  | (FeedMessageBase & { readonly event: 'delta'; readonly previous: FeedHead; readonly entries: readonly FeedEntry[] })
  /** Nothing new: sent each second, after a read of the primary begun less than a second before. */
  | (FeedMessageBase & { readonly event: 'heartbeat' });
