import { hash } from 'node:crypto';
import { createJwsSigner } from '@latchkey/tokens/jws/sign';
import type { AuthorityParts } from '../authority.ts';
import type { ClientConfig } from '../config/config.ts';
import type { GrantSnapshot } from '../grants/store.ts';
import { collectPersonClaims } from './person-claims.ts';

/** The `typ` of an ID token. An access token has another, so neither passes for the other. */
export const idTokenTyp = 'JWT';

export interface IdTokenRequest {
  readonly client: ClientConfig;
  readonly grant: GrantSnapshot;
  /** Decide which claims about the person it has. */
  readonly scopes: readonly string[];
  /** The access token it comes with. */
  readonly accessToken: string;
  /** From the authorization request; a refresh has none (OpenID Connect Core §12.2). */
  readonly nonce: string | undefined;
}

/** Makes an ID token, OpenID Connect Core §2, signed with the algorithm the client registered. */
export type MintIdToken = (request: IdTokenRequest) => string;

export function createIdTokenMint(parts: Pick<AuthorityParts, 'config' | 'keys'>): MintIdToken {
  const { issuer, lifetimes } = parts.config;
  const signJws = createJwsSigner({ typ: idTokenTyp });
  return ({ client, grant, scopes, accessToken, nonce }) => {
    const iat = Math.floor(grant.nowMs / 1000);
    const claims = {
      iss: issuer,
      sub: grant.user.userId,
      aud: client.clientId,
      iat,
      exp: iat + lifetimes.idTokenSeconds,
      auth_time: Math.floor(grant.session.authenticatedAtMs / 1000),
      amr: grant.session.amr,
      sid: grant.session.sessionId,
      nonce,
      at_hash: computeAccessTokenHash(accessToken),
      ...collectPersonClaims(grant.user, scopes),
    };
    return signJws(claims, parts.keys.signer('id_token', client.idTokenSignedResponseAlg));
  };
}

/** The left half of the SHA-256, since every algorithm ID tokens are signed with is a 256 one. OIDC Core §3.1.3.6 */
function computeAccessTokenHash(accessToken: string): string {
  return hash('sha256', accessToken, 'buffer').subarray(0, 16).toString('base64url');
}
