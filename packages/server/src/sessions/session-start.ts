import { createHash, randomBytes } from 'node:crypto';
import { encodeBase64url } from '@latchkey/tokens/base64url';
import type { AuditContext } from '../audit/event.ts';
import type { AuthorityParts } from '../authority.ts';
import type { SessionId, UserId } from '../ids.ts';
import type { Session } from './store.ts';

/** What a person just proved, and how long they want it to last. */
export interface SignInProof {
  readonly userId: UserId;
  /** RFC 8176. */
  readonly amr: readonly string[];
  /** Of the password that was judged, see `SignInRecord`; undefined when none was. */
  readonly passwordVersion: number | undefined;
  readonly remembered: boolean;
}

/** What a browser's session cookie shall hold and held before; absent for an app that has none. */
export interface SessionCookie {
  readonly secret: Uint8Array;
  /** What this browser presented before, if anything. */
  readonly previousSecret: Uint8Array | undefined;
  /** See `BrowserIds`; undefined for a browser without one, whose form sent twice begins two sessions. */
  readonly browserId: string | undefined;
}

/**
 * How long after a sign-in another one of the same person in the same browser, which does not bring the first one's
 * cookie, is taken for the same form sent twice. Long enough for both to have waited for a hash; who does it for another
 * reason goes on in the session they have.
 */
const doubleSubmitMs = 30_000;

/**
 * Start a session with the lifetimes the configuration gives it. The `sid` is random and has nothing to do with the
 * cookie's secret, of which the store learns only a hash.
 *
 * @returns undefined when the person is gone or inactive by now, or has changed the password since it was judged.
 */
export async function startSession(
  parts: Pick<AuthorityParts, 'config' | 'store'>,
  proof: SignInProof,
  cookie: SessionCookie | undefined,
  context: AuditContext,
): Promise<Session | undefined> {
  const { lifetimes } = parts.config;
  const idleSeconds = proof.remembered ? lifetimes.rememberedSessionIdleSeconds : lifetimes.sessionIdleSeconds;
  const absoluteSeconds = proof.remembered
    ? lifetimes.rememberedSessionAbsoluteSeconds
    : lifetimes.sessionAbsoluteSeconds;
  return await parts.store.startSession(
    {
      sessionId: encodeBase64url(randomBytes(16)) as SessionId,
      userId: proof.userId,
      cookieHash: cookie && hashSessionSecret(cookie.secret),
      amr: proof.amr,
      passwordVersion: proof.passwordVersion,
      remembered: proof.remembered,
      idleTtlMs: idleSeconds * 1000,
      absoluteTtlMs: absoluteSeconds * 1000,
      previousCookieHash: cookie?.previousSecret && hashSessionSecret(cookie.previousSecret),
      browser:
        cookie?.browserId === undefined ? undefined : { idHash: hashBrowserId(cookie.browserId), doubleSubmitMs },
    },
    context,
  );
}

/** SHA-256 is enough: the secret is 256 random bits, so there is nothing to guess. */
export function hashSessionSecret(secret: Uint8Array): Uint8Array {
  return createHash('sha256').update(secret).digest();
}

function hashBrowserId(browserId: string): Uint8Array {
  return createHash('sha256').update(browserId).digest();
}
