import { verifyJws } from '@latchkey/tokens/jws/verify';
import type { AuthorityParts } from '../authority.ts';
import type { SessionId, UserId } from '../ids.ts';
import { idTokenTyp } from './id-token.ts';

/** What an ID token that came back as a hint says. */
export interface IdTokenHint {
  readonly userId: UserId;
  readonly sessionId: SessionId | undefined;
  /** The client it was issued to. */
  readonly clientId: string;
}

export type ReadIdTokenHint = (token: string) => IdTokenHint | undefined;

/** Larger than any ID token made here, small enough to cost nothing. */
const maxHintBytes = 8192;

/**
 * Read an `id_token_hint`: an ID token of this authority, signature and issuer checked.
 *
 * Does not check its times, on purpose: a hint says who a session was about, and OpenID Connect wants expired ones
 * accepted. It authenticates nobody. Does not check that its client is the one asking: the caller must.
 *
 * @see OpenID Connect Core §3.1.2.2 and RP-Initiated Logout 1.0 §4
 */
export function createIdTokenHintReader(parts: Pick<AuthorityParts, 'config' | 'keys'>): ReadIdTokenHint {
  const { issuer } = parts.config;
  return (token) => {
    const verified = verifyJws(token, {
      typ: idTokenTyp,
      maxBytes: maxHintBytes,
      findKey: (kid) => parts.keys.verifier('id_token', kid),
    });
    if (!verified.ok) return undefined;
    const { iss, sub, aud, sid } = verified.claims;
    if (iss !== issuer || typeof sub !== 'string' || typeof aud !== 'string') return undefined;
    return {
      userId: sub as UserId,
      sessionId: typeof sid === 'string' ? (sid as SessionId) : undefined,
      clientId: aud,
    };
  };
}
