import {
  type AccessTokenClaims,
  accessTokenTyp,
  parseAccessTokenClaims,
  readGrantId,
} from '@latchkey/tokens/access-token';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import type { AuthorityParts } from '../authority.ts';
import type { ClientId, GrantId, SessionId, UserId } from '../ids.ts';
import type { RevocationCandidate } from './store.ts';

/** An access token of this authority that is within its times. */
export interface VerifiedAccessToken {
  readonly kid: string;
  readonly claims: AccessTokenClaims;
}

export type ReadAccessToken = (token: string) => VerifiedAccessToken | undefined;

/** How far clocks of nodes may differ. */
const clockLeewaySeconds = 10;

/**
 * Verify an access token that came back to the authority: form, type, key, signature, issuer and times (with 10
 * seconds of leeway), in memory alone (V5).
 *
 * Does not check audience, scope, client, revocation or the session: what is asked for differs by endpoint.
 *
 * @returns Undefined for anything else, whatever is wrong with it.
 */
export function createAccessTokenReader(parts: Pick<AuthorityParts, 'config' | 'keys' | 'clock'>): ReadAccessToken {
  const { config, keys, clock } = parts;
  return (token) => {
    const verified = verifyJws(token, {
      typ: accessTokenTyp,
      maxBytes: config.tokenSize.maxBytes,
      findKey: (kid) => keys.verifier('access_token', kid),
    });
    const claims = verified.ok ? parseAccessTokenClaims(verified.claims) : undefined;
    if (!verified.ok || claims === undefined || claims.iss !== config.issuer) return undefined;
    const nowSeconds = clock.nowMs() / 1000;
    if (claims.exp + clockLeewaySeconds <= nowSeconds || claims.iat > nowSeconds + clockLeewaySeconds) return undefined;
    return { kid: verified.header.kid, claims };
  };
}

/** What of a token the revocation log is asked about. */
export function describeCandidate({ kid, claims }: VerifiedAccessToken): RevocationCandidate {
  const { jti, sid, sub, client_id, rev } = claims;
  // A client's own token has no session; its `sub` is the client and must not be taken for a person.
  const userId = sid === undefined ? undefined : (sub as UserId);
  return {
    jti,
    kid,
    grantId: readGrantId(jti) as GrantId | undefined,
    sessionId: sid as SessionId | undefined,
    userId,
    clientId: client_id as ClientId,
    rev,
  };
}
