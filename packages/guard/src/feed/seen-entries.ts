import type { FeedEntry } from '@latchkey/tokens/revocation-feed';

/** Entries that were read once, as they were written: to tell one that is sent again from one of another log. */
export interface SeenEntries {
  has(entry: FeedEntry): boolean;
  add(entry: FeedEntry): void;
  /** Forget those that ended before a time. Now and then is enough. */
  prune(endedBeforeMs: number): void;
}

const pruneIntervalMs = 60_000;

export function createSeenEntries(): SeenEntries {
  const endings = new Map<string, number>();
  let prunedBeforeMs = 0;
  return {
    has: (entry) => endings.has(nameEntry(entry)),
    add: (entry) => void endings.set(nameEntry(entry), entry.expiresAtMs),
    prune(endedBeforeMs) {
      if (endedBeforeMs < prunedBeforeMs + pruneIntervalMs) return;
      prunedBeforeMs = endedBeforeMs;
      for (const [name, expiresAtMs] of endings) if (expiresAtMs <= endedBeforeMs) endings.delete(name);
    },
  };
}

/** Two logs may have a person at the same position, but hardly with an end in the same millisecond. */
function nameEntry({ seq, target, expiresAtMs }: FeedEntry): string {
  return `${seq} ${target} ${expiresAtMs}`;
}
