import { type AccessTokenClaims, accessTokenTyp, createJti } from '@latchkey/tokens/access-token';
import { createJwsSigner } from '@latchkey/tokens/jws/sign';
import type { AuthorityParts } from '../authority.ts';
import type { ClientConfig } from '../config/config.ts';
import type { GrantSnapshot } from '../grants/store.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { Access } from './access.ts';
import { chooseAccessTokenTtlSeconds } from './lifetime.ts';
import { collectPermissions, createPermissionResolver } from './permissions.ts';

/** The one algorithm of access tokens: it signs and verifies fastest where both happen on every node (design §4). */
const accessTokenAlg = 'ES256';

export interface MintedAccessToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

export interface AccessTokenMint {
  /** A person's token, from what the store vouched for. */
  mintForGrant(grant: GrantSnapshot, client: ClientConfig, access: Access): MintedAccessToken;
  /** A client's own token: its `sub` is the client (RFC 9068 §2.2), it has no session and no person's claims. */
  mintForClient(
    client: ClientConfig,
    access: Access,
    vouched: { readonly rev: number; readonly nowMs: number },
  ): MintedAccessToken;
}

/** A token's claims as they are spelled: one audience is a plain text, which more verifiers understand than a list. */
type WireClaims = Omit<AccessTokenClaims, 'aud'> & { readonly aud: string | readonly string[] };

/**
 * Make access tokens in the RFC 9068 profile with the least a verifier needs (T1, T2): no name, no e-mail, no role, and
 * of the permissions only those of the token's own audiences.
 *
 * Minting throws an OAuthError `server_error` for a token over `tokenSize.maxBytes`, and logs the client and the size;
 * over `tokenSize.warnBytes` it only logs.
 */
export function createAccessTokenMint(parts: Pick<AuthorityParts, 'config' | 'keys' | 'log'>): AccessTokenMint {
  const { config, keys, log } = parts;
  const { issuer, tokenSize } = config;
  const resolvePermissions = createPermissionResolver(config.roles);
  const signJws = createJwsSigner({ typ: accessTokenTyp });

  function sign(claims: WireClaims): MintedAccessToken {
    const token = signJws(claims, keys.signer('access_token', accessTokenAlg));
    // Compact tokens are ASCII, so characters are bytes.
    if (token.length > tokenSize.warnBytes) reportSize(claims.client_id, token.length);
    return { token, expiresInSeconds: claims.exp - claims.iat };
  }

  function reportSize(clientId: string, tokenBytes: number): void {
    if (tokenBytes <= tokenSize.maxBytes) {
      log.warn({ clientId, tokenBytes, warnBytes: tokenSize.warnBytes }, 'access token is large');
      return;
    }
    const detail = `access token for client ${clientId} has ${tokenBytes} bytes, more than ${tokenSize.maxBytes}`;
    log.error({ clientId, tokenBytes, maxBytes: tokenSize.maxBytes }, 'access token is too large');
    throw new OAuthError('server_error', 'The access token would be larger than this server allows.', {
      status: 500,
      detail,
    });
  }

  return {
    mintForGrant(grant, client, access) {
      const iat = Math.floor(grant.nowMs / 1000);
      const permissions = resolvePermissions(grant.user.roles, access.apis);
      return sign({
        iss: issuer,
        sub: grant.user.userId,
        aud: spellAudience(access.audience),
        client_id: client.clientId,
        iat,
        exp: iat + chooseAccessTokenTtlSeconds(access.apis, client),
        jti: createJti(grant.grantId),
        scope: access.tokenScopes.join(' '),
        sid: grant.session.sessionId,
        auth_time: Math.floor(grant.session.authenticatedAtMs / 1000),
        amr: grant.session.amr,
        permissions: permissions.length === 0 ? undefined : permissions,
        rev: grant.rev,
      });
    },

    mintForClient(client, access, vouched) {
      const iat = Math.floor(vouched.nowMs / 1000);
      const permissions = collectPermissions([client.permissions], access.apis);
      return sign({
        iss: issuer,
        sub: client.clientId,
        aud: spellAudience(access.audience),
        client_id: client.clientId,
        iat,
        exp: iat + chooseAccessTokenTtlSeconds(access.apis, client),
        jti: createJti(undefined),
        scope: access.tokenScopes.join(' '),
        permissions: permissions.length === 0 ? undefined : permissions,
        rev: vouched.rev,
      });
    },
  };
}

function spellAudience(audience: readonly string[]): string | readonly string[] {
  const [only, ...more] = audience;
  return only !== undefined && more.length === 0 ? only : audience;
}
