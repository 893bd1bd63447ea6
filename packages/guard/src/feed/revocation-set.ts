import type { RevocationKind } from '@latchkey/tokens/revocation-entry';
import type { FeedEntry } from '@latchkey/tokens/revocation-feed';

/** What is revoked, exactly and in memory. Grows with entries, shrinks as they end; knows nothing of logs and networks. */
export interface RevocationSet {
  /** Live entries. */
  size(): number;
  /** Live entries of a kind: where there are none, nothing needs to be hashed. */
  count(kind: RevocationKind): number;
  /** Changes whenever an entry makes more match than before. A token that was clear stays so until then. */
  version(): number;
  /** The position of the newest entry about a target; undefined when there is none. */
  findSeq(target: string): number | undefined;
  /** Take in an entry; two about one target become one that matches what either does. True when more matches now. */
  add(entry: FeedEntry): boolean;
  /** Let go of what ended before a time, give or take {@link bucketMs}. */
  prune(nowMs: number): void;
}

interface LiveEntry {
  readonly kind: RevocationKind;
  seq: number;
  expiresAtMs: number;
}

/** Entries are let go of in groups that end within so much: no entry is looked at before its group is due. */
export const bucketMs = 10_000;

export function createRevocationSet(): RevocationSet {
  const entries = new Map<string, LiveEntry>();
  /** Targets by the bucket in which they end. A target whose end was put off is found here too early, and moved on. */
  const buckets = new Map<number, string[]>();
  const counts: Record<RevocationKind, number> = { token: 0, grant: 0, session: 0, user: 0, client: 0, key: 0 };
  let version = 0;
  let firstBucket = Number.POSITIVE_INFINITY;

  function putInBucket(target: string, expiresAtMs: number): void {
    const bucket = Math.floor(expiresAtMs / bucketMs);
    firstBucket = Math.min(firstBucket, bucket);
    const targets = buckets.get(bucket);
    if (targets === undefined) buckets.set(bucket, [target]);
    else targets.push(target);
  }

  function pruneBucket(bucket: number): void {
    const targets = buckets.get(bucket) ?? [];
    buckets.delete(bucket);
    for (const target of targets) {
      const entry = entries.get(target);
      if (entry === undefined) continue;
      if (Math.floor(entry.expiresAtMs / bucketMs) > bucket) {
        putInBucket(target, entry.expiresAtMs);
      } else {
        entries.delete(target);
        counts[entry.kind] -= 1;
      }
    }
  }

  return {
    size: () => entries.size,
    count: (kind) => counts[kind],
    version: () => version,
    findSeq: (target) => entries.get(target)?.seq,
    add({ target, kind, seq, expiresAtMs }) {
      const known = entries.get(target);
      if (known === undefined) {
        entries.set(target, { kind, seq, expiresAtMs });
        putInBucket(target, expiresAtMs);
        counts[kind] += 1;
      } else {
        known.expiresAtMs = Math.max(known.expiresAtMs, expiresAtMs);
        if (seq <= known.seq) return false;
        known.seq = seq;
      }
      version += 1;
      return true;
    },
    prune(nowMs) {
      const due = Math.floor(nowMs / bucketMs);
      if (firstBucket >= due) return;
      firstBucket = Number.POSITIVE_INFINITY;
      for (const bucket of [...buckets.keys()].sort((one, other) => one - other)) {
        if (bucket < due) pruneBucket(bucket);
        else firstBucket = Math.min(firstBucket, bucket);
      }
    },
  };
}
