/** A revocation log as an authority keeps it, and what its feed says of it, without network, signatures or real time. */
import { chainDigest, genesisDigest, type RevocationKind, revocationTarget } from '@latchkey/tokens/revocation-entry';
import type { FeedEntry, FeedHead, FeedMessage, FeedPosition } from '@latchkey/tokens/revocation-feed';

export const issuer = 'https://id.example';

export interface SimulatedLog {
  nowMs: number;
  head(): FeedHead;
  append(kind: RevocationKind, id: string, expiresAtMs: number): FeedEntry;
  /** What a reader at a position is told now. `maxEntries` is small here, so that snapshots have parts. */
  tell(position: FeedPosition | undefined, maxEntries?: number): readonly FeedMessage[];
  /** A new log with a new name: entries and the count of positions move along, as in an export and import. */
  startEpoch(): void;
  /** A new log with a new name that begins at the beginning and has nothing: a new database. */
  startOver(): void;
  /** Remember the log as it is; the answer puts it back, as restoring a backup does. */
  backUp(): () => void;
}

export function createSimulatedLog(nowMs = 1_000_000_000): SimulatedLog {
  let epoch = 'epoch-1';
  let epochs = 1;
  let head: FeedHead = { seq: 0, digest: genesisDigest(epoch) };
  /** Each with its predecessor's digest, as the store keeps them. */
  let entries: readonly (FeedEntry & { readonly previousDigest: string })[] = [];

  const log: SimulatedLog = {
    nowMs,
    head: () => head,
    append(kind, id, expiresAtMs) {
      const entry: FeedEntry = { seq: head.seq + 1, kind, target: revocationTarget(kind, id), expiresAtMs };
      entries = [...entries, { ...entry, previousDigest: head.digest }];
      head = { seq: entry.seq, digest: chainDigest(head.digest, entry) };
      return entry;
    },
    tell(position, maxEntries = 3) {
      const base = { iss: issuer, epoch, head, readAtMs: log.nowMs };
      const live = entries.filter((entry) => entry.expiresAtMs > log.nowMs);
      const bare = (some: typeof live): readonly FeedEntry[] => some.map(({ previousDigest: _, ...entry }) => entry);
      if (position?.epoch === epoch) {
        if (position.seq === head.seq && position.digest === head.digest) return [{ ...base, event: 'heartbeat' }];
        const after = live.filter(({ seq }) => seq > position.seq);
        const isWhole = after.length > 0 && after.length === head.seq - position.seq;
        if (isWhole && after.length <= maxEntries && after[0]?.previousDigest === position.digest) {
          const previous = { seq: position.seq, digest: position.digest };
          return [{ ...base, event: 'delta', previous, entries: bare(after) }];
        }
      }
      const parts = Math.max(1, Math.ceil(live.length / maxEntries));
      return Array.from({ length: parts }, (_, index) => ({
        ...base,
        event: 'snapshot' as const,
        part: index + 1,
        parts,
        entries: bare(live.slice(index * maxEntries, (index + 1) * maxEntries)),
      }));
    },
    startEpoch() {
      epochs += 1;
      epoch = `epoch-${epochs}`;
      head = { seq: head.seq, digest: genesisDigest(epoch) };
    },
    startOver() {
      log.startEpoch();
      head = { seq: 0, digest: head.digest };
      entries = [];
    },
    backUp() {
      const kept = { epoch, head, entries };
      return () => {
        ({ epoch, head, entries } = kept);
      };
    },
  };
  return log;
}
