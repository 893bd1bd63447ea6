import type { JsonObject } from '@latchkey/tokens/json';
import type { SignedIn } from '../authority/code-grant.ts';
import type { SessionTokens } from '../session/session-tokens.ts';

/** What an ID token says about itself and about the sign-in; the rest is about the person. */
const protocolClaims: ReadonlySet<string> = new Set([
  ...['iss', 'aud', 'azp', 'exp', 'iat', 'nbf', 'jti', 'nonce', 'at_hash', 'c_hash', 's_hash'],
  ...['auth_time', 'acr', 'amr', 'sid', 'rev', 'cnf'],
]);

/** The tokens a session begins with: no access token yet, each API's is got when it is first called. */
export function createSessionTokens({ claims, refreshToken }: SignedIn): SessionTokens {
  const { sid, auth_time: authTime } = claims;
  return {
    subject: claims.sub,
    identity: selectIdentity(claims),
    sid: typeof sid === 'string' ? sid : undefined,
    authTimeSeconds: typeof authTime === 'number' ? authTime : undefined,
    refreshToken,
    accessTokens: {},
  };
}

function selectIdentity(claims: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !protocolClaims.has(name)));
}
