import type { FeedEntry } from '@latchkey/tokens/revocation-feed';
import type { VerifiedToken } from '../decision.ts';
import { type ComputeTarget, isMatch, listTargets } from './token-targets.ts';

/** Those who want to know when a token of theirs is revoked, found by what an entry names. */
export interface Watchers {
  /** @returns How to stop. */
  watch(token: VerifiedToken, onRevoked: () => void): () => void;
  /** Call whom an entry concerns: each once, after the current step, so that none can disturb the feed. */
  notify(entry: FeedEntry): void;
}

interface Watcher {
  readonly token: VerifiedToken;
  readonly onRevoked: () => void;
  readonly targets: readonly string[];
}

export function createWatchers(computeTarget: ComputeTarget): Watchers {
  const byTarget = new Map<string, Set<Watcher>>();

  function remove(watcher: Watcher): void {
    for (const target of watcher.targets) {
      const others = byTarget.get(target);
      others?.delete(watcher);
      if (others?.size === 0) byTarget.delete(target);
    }
  }

  return {
    watch(token, onRevoked) {
      const targets = listTargets(token, computeTarget);
      const watcher: Watcher = { token, onRevoked, targets };
      for (const target of targets) {
        const others = byTarget.get(target);
        if (others === undefined) byTarget.set(target, new Set([watcher]));
        else others.add(watcher);
      }
      return () => remove(watcher);
    },
    notify({ target, kind, seq }) {
      for (const watcher of [...(byTarget.get(target) ?? [])]) {
        if (!isMatch(kind, seq, watcher.token)) continue;
        remove(watcher);
        queueMicrotask(watcher.onRevoked);
      }
    },
  };
}
