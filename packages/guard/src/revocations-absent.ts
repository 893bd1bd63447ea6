import type { Introspector } from './introspection/index.ts';
import type { RevocationView } from './revocation-view.ts';

/** Where a guard learns of revocations, and what it needs to know about it. */
export interface FollowedRevocations {
  readonly revocations: RevocationView;
  readonly introspector: Introspector | undefined;
  /** Resolves with the first snapshot. */
  readonly ready: Promise<void>;
  close(): void;
}

/** For guards without credentials: nothing is known, and nobody claims otherwise. */
export const withoutRevocations: FollowedRevocations = Object.freeze({
  revocations: Object.freeze<RevocationView>({
    freshness: () => ({ state: 'absent' }),
    isRevoked: () => false,
    isKeyWithdrawn: () => false,
    watch: () => () => {},
  }),
  introspector: undefined,
  ready: Promise.resolve(),
  close: () => {},
});
