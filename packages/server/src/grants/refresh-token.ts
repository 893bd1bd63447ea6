import { encodeRefreshToken, type RefreshTokenFields } from '@latchkey/tokens/refresh-token';
import type { AuthorityParts } from '../authority.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthErrorCode } from '../http/oauth-error-codes.ts';
import type { ApiCatalogue } from '../mint/api-catalogue.ts';
import { computeAccessTokenTtlCapMs } from '../mint/lifetime.ts';
import { checkResources, parseScope } from '../mint/target.ts';
import { type GrantType, requireParameter } from './grant-type.ts';
import type { MintPersonTokens } from './person-tokens.ts';
import { createRefreshTokenReader } from './refresh-token-reader.ts';
import type { RotateRefreshTokenResult } from './store.ts';

type Refusal = Exclude<RotateRefreshTokenResult['status'], 'rotated' | 'replayed'>;

const signInAgain = 'Send the person to sign in again.';

/** What each outcome is called on the wire. The sentence tells an honest client what to do and a thief nothing new. */
const refusals: Readonly<Record<Refusal, { readonly code: OAuthErrorCode; readonly description: string }>> = {
  unknown: { code: 'invalid_grant', description: `The refresh token is not valid for this client. ${signInAgain}` },
  ended: { code: 'invalid_grant', description: `The grant has ended. ${signInAgain}` },
  reused: {
    code: 'invalid_grant',
    description: `The refresh token was used before, so its grant was ended. ${signInAgain}`,
  },
  ahead: {
    code: 'invalid_grant',
    description: 'The refresh token is newer than this server knows; it was not ended. Try again later.',
  },
  binding_mismatch: {
    code: 'invalid_grant',
    description: 'The refresh token is bound to another key than the one proved.',
  },
  invalid_scope: { code: 'invalid_scope', description: 'The parameter scope goes beyond what was granted.' },
  invalid_target: { code: 'invalid_target', description: 'The parameter resource names an API that was not granted.' },
};

/**
 * `refresh_token`: rotate, in one store call. A token this authority did not make is refused before any storage is
 * touched (T3).
 *
 * @see RFC 6749 §6, RFC 9700 §4.14, RFC 8707 §2.2
 */
export function createRefreshTokenGrant(
  parts: Pick<AuthorityParts, 'config' | 'keys' | 'store'>,
  catalogue: ApiCatalogue,
  mintTokens: MintPersonTokens,
): GrantType {
  const { config, keys, store } = parts;
  const { issuer } = config;
  const overlapMs = config.lifetimes.refreshOverlapSeconds * 1000;
  const readRefreshToken = createRefreshTokenReader(parts);

  function encodeSuccessor(presented: RefreshTokenFields, keyId: number, generation: number): string {
    const secret = keys.secretById('refresh_token', keyId);
    if (secret === undefined) {
      throw new OAuthError('invalid_grant', refusals.ended.description, { detail: `refresh key ${keyId} is retired` });
    }
    const { grantNumber, handle } = presented;
    return encodeRefreshToken({ keyId, grantNumber, handle, generation }, { issuer, key: secret.key });
  }

  return async ({ client, parameters, audit }) => {
    const token = requireParameter(parameters, 'refresh_token');
    const scope = parameters.values.get('scope');
    const scopes = scope === undefined ? undefined : parseScope(scope);
    const named = checkResources(client, parameters.resources, catalogue);
    const resources = named.length === 0 ? undefined : named;
    const presented = readRefreshToken(token);
    if (presented === undefined) throw createRefusal('unknown', 'not made by this authority');

    const result = await store.rotateRefreshToken(
      {
        ...presented.reference,
        clientId: client.clientId,
        binding: undefined,
        scopes,
        resources,
        successorKeyId: keys.secret('refresh_token').id,
        overlapMs,
        idleTtlMs: client.refreshIdleTtlSeconds * 1000,
        accessTokenTtlMs: computeAccessTokenTtlCapMs(client, catalogue),
      },
      audit,
    );
    if (result.status !== 'rotated' && result.status !== 'replayed') {
      throw createRefusal(result.status, result.status === 'ended' ? result.reason : result.status);
    }
    return mintTokens({
      client,
      grant: result.grant,
      narrowing: { scopes, resources },
      nonce: undefined,
      refreshToken: encodeSuccessor(presented.fields, result.keyId, result.generation),
    });
  };
}

function createRefusal(status: Refusal, detail: string): OAuthError {
  const { code, description } = refusals[status];
  return new OAuthError(code, description, { detail });
}
