import type { VerifiedToken } from '../../src/decision.ts';
import type { Freshness, RevocationView } from '../../src/revocation-view.ts';

/** A revocation log in memory that a test writes: what the rules see of the feed, without a feed. */
export interface KnownRevocations extends RevocationView {
  freshnessNow: Freshness;
  /** Ids of any kind: `jti`, `sid`, `sub` … */
  readonly revokedIds: Set<string>;
  readonly withdrawnKids: Set<string>;
  readonly watching: () => number;
  /** Revoke an id, and call those who watch. */
  revoke(id: string): void;
}

export function createKnownRevocations(): KnownRevocations {
  const watchers = new Set<{ token: VerifiedToken; onRevoked: () => void }>();
  const matches = ({ claims }: VerifiedToken) =>
    [claims.jti, claims.sid, claims.sub].some((id) => id !== undefined && self.revokedIds.has(id));
  const self: KnownRevocations = {
    freshnessNow: { state: 'known', ageMs: 0 },
    revokedIds: new Set(),
    withdrawnKids: new Set(),
    watching: () => watchers.size,
    freshness: () => self.freshnessNow,
    isRevoked: matches,
    isKeyWithdrawn: (kid) => self.withdrawnKids.has(kid),
    watch(token, onRevoked) {
      const watcher = { token, onRevoked };
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    revoke(id) {
      self.revokedIds.add(id);
      for (const watcher of watchers) {
        if (!matches(watcher.token)) continue;
        watchers.delete(watcher);
        watcher.onRevoked();
      }
    },
  };
  return self;
}
