import type { Authority } from '../authority/authority.ts';
import type { SignedIn } from '../authority/code-grant.ts';
import type { SessionLifetime } from '../options.ts';
import type { SessionSecret } from '../session/session-secret.ts';
import type { OpenSession, Sessions } from '../session/sessions.ts';
import { createSessionTokens } from './identity-claims.ts';

/** A sign-in that the authority has confirmed. */
export interface ConfirmedSignIn {
  readonly signedIn: SignedIn;
  readonly lifetime: SessionLifetime;
  /** The sessions that this browser had, each perhaps twice; all of them end. */
  readonly replaced: readonly (SessionSecret | undefined)[];
}

/** Rejects with BffStoreUnavailableError when the session cannot be stored; then the sign-in is over too. */
export type BeginSession = (
  signIn: ConfirmedSignIn,
) => Promise<{ readonly session: OpenSession; readonly cookieValue: string }>;

/**
 * Begin the session of a sign-in. A grant that nobody can use any more is given back: those of the sessions it replaces,
 * or its own when it cannot be stored. Nobody waits for that, and a failure changes nothing; grants end by themselves too.
 *
 * An authority that answers a second sign-in with the refresh token of the first has one grant for both, which stays. One
 * that ends more than a token's own grant with it (RFC 7009 §2.1 leaves that open) may end the new session's too.
 *
 * @see RFC 7009 §1
 */
export function createSessionBeginning({
  sessions,
  authority,
}: {
  readonly sessions: Sessions;
  readonly authority: Pick<Authority, 'revoke'>;
}): BeginSession {
  return async ({ signedIn, lifetime, replaced }) => {
    const { refreshToken } = signedIn;
    const secrets = listDistinct(replaced);
    const [previous, ...others] = secrets.map(({ sessionDigest }) => sessionDigest);
    let oldTokens: readonly string[] = [];
    try {
      // Before they end: afterwards nobody knows what is to be given back.
      const old = await Promise.all(secrets.map((secret) => sessions.find(secret, false)));
      oldTokens = old.flatMap((session) => session?.tokens.refreshToken ?? []);
      const begun = await sessions.begin({ tokens: createSessionTokens(signedIn), lifetime, previous });
      for (const sessionDigest of others) await sessions.end(sessionDigest);
      for (const token of oldTokens) if (token !== refreshToken) void authority.revoke(token);
      return begun;
    } catch (error) {
      if (!oldTokens.includes(refreshToken)) void authority.revoke(refreshToken);
      throw error;
    }
  };
}

function listDistinct(secrets: readonly (SessionSecret | undefined)[]): readonly SessionSecret[] {
  const present = secrets.filter((secret) => secret !== undefined);
  return [...new Map(present.map((secret) => [secret.sessionDigest, secret])).values()];
}
