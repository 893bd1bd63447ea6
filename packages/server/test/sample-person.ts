import type { SessionId, UserId } from '../src/ids.ts';
import type { SignedIn } from '../src/services.ts';

/** Ada, signed in by password at the beginning of time, with changes. */
export function createSignedIn(
  changes: { readonly session?: Partial<SignedIn['session']>; readonly user?: Partial<SignedIn['user']> } = {},
): SignedIn {
  const userId = changes.user?.userId ?? ('ada' as UserId);
  return {
    session: {
      sessionId: 'session' as SessionId,
      userId,
      authenticatedAtMs: 0,
      amr: ['pwd'],
      createdAtMs: 0,
      lastUsedAtMs: 0,
      remembered: false,
      address: undefined,
      userAgent: undefined,
      ...changes.session,
    },
    user: {
      userId,
      username: userId,
      email: undefined,
      emailVerified: false,
      name: undefined,
      roles: [],
      updatedAtMs: 0,
      ...changes.user,
    },
  };
}
