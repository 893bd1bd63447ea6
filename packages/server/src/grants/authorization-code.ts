import { randomBytes } from 'node:crypto';
import { computeS256Challenge, isCodeVerifier } from '@latchkey/tokens/pkce';
import { createHandle, encodeRefreshToken, hashHandle } from '@latchkey/tokens/refresh-token';
import type { AuthorityParts } from '../authority.ts';
import { type PresentedCode, readCode } from '../authorize/code.ts';
import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';
import type { GrantId } from '../ids.ts';
import type { ApiCatalogue } from '../mint/api-catalogue.ts';
import { computeAccessTokenTtlCapMs } from '../mint/lifetime.ts';
import { checkResources } from '../mint/target.ts';
import { type GrantType, requireParameter } from './grant-type.ts';
import type { MintPersonTokens } from './person-tokens.ts';
import { firstGeneration } from './rotation.ts';
import type { RedeemCodeResult } from './store.ts';

/** A token request for a code, in the right form; whether it is right is for the code's row to say. */
interface CodePresentation {
  readonly code: PresentedCode;
  readonly codeChallenge: string;
  readonly redirectUri: string | undefined;
  readonly resources: readonly string[] | undefined;
}

/** What a new grant needs to have refresh tokens. */
interface RefreshStart {
  readonly handle: Uint8Array;
  readonly handleHash: Uint8Array;
  readonly keyId: number;
  readonly offline: boolean;
  readonly idleTtlMs: number;
  readonly absoluteTtlMs: number;
}

/**
 * `authorization_code`: redeem a code once, in one store call, which judges client, redirect URI and PKCE before it
 * consumes the code.
 *
 * @see RFC 6749 §4.1.3, RFC 7636 §4.6, RFC 8707 §2.2
 */
export function createAuthorizationCodeGrant(
  parts: Pick<AuthorityParts, 'config' | 'keys' | 'store'>,
  catalogue: ApiCatalogue,
  mintTokens: MintPersonTokens,
): GrantType {
  const { config, keys, store } = parts;

  function startRefresh(client: ClientConfig, offline: boolean): RefreshStart | undefined {
    if (!client.grantTypes.includes('refresh_token')) return undefined;
    const handle = createHandle();
    return {
      handle,
      handleHash: hashHandle(handle),
      keyId: keys.secret('refresh_token').id,
      offline,
      idleTtlMs: client.refreshIdleTtlSeconds * 1000,
      absoluteTtlMs: client.refreshAbsoluteTtlSeconds * 1000,
    };
  }

  function encodeFirstToken(start: RefreshStart, grantNumber: number): string {
    const secret = keys.secretById('refresh_token', start.keyId);
    if (secret === undefined) throw new OAuthError('server_error', 'The grant could not be completed; sign in again.');
    const fields = { keyId: start.keyId, grantNumber, handle: start.handle, generation: firstGeneration };
    return encodeRefreshToken(fields, { issuer: config.issuer, key: secret.key });
  }

  return async ({ client, parameters, audit }) => {
    const presented = readPresentation(client, parameters, catalogue);
    const refresh = startRefresh(client, presented.code.offline);
    const result = await store.redeemCode(
      {
        codeHash: presented.code.codeHash,
        clientId: client.clientId,
        redirectUri: presented.redirectUri,
        codeChallenge: presented.codeChallenge,
        resources: presented.resources,
        attemptId: randomBytes(16).toString('base64url'),
        grantId: randomBytes(16).toString('base64url') as GrantId,
        refresh,
        accessTokenTtlMs: computeAccessTokenTtlCapMs(client, catalogue),
      },
      audit,
    );
    if (result.status !== 'redeemed') throw createRefusal(result);
    return mintTokens({
      client,
      grant: result.grant,
      narrowing: { scopes: undefined, resources: presented.resources },
      nonce: result.nonce,
      refreshToken: refresh && encodeFirstToken(refresh, result.grant.grantNumber),
    });
  };
}

function readPresentation(
  client: ClientConfig,
  parameters: OAuthParameters,
  catalogue: ApiCatalogue,
): CodePresentation {
  const code = readCode(requireParameter(parameters, 'code'));
  const verifier = requireParameter(parameters, 'code_verifier');
  if (!isCodeVerifier(verifier)) {
    throw new OAuthError('invalid_request', 'The parameter code_verifier must be 43 to 128 unreserved characters.');
  }
  const resources = checkResources(client, parameters.resources, catalogue);
  if (code === undefined) throw createRefusal({ status: 'invalid', reason: 'not in the form of a code' });
  return {
    code,
    codeChallenge: computeS256Challenge(verifier),
    redirectUri: parameters.values.get('redirect_uri'),
    resources: resources.length === 0 ? undefined : resources,
  };
}

/** One sentence for every cause, so that the answer is no oracle for which part of a stolen code's request was right. */
function createRefusal(result: Exclude<RedeemCodeResult, { status: 'redeemed' }>): OAuthError {
  if (result.status === 'invalid_target') {
    return new OAuthError('invalid_target', 'The parameter resource names an API that was not authorized.');
  }
  return new OAuthError(
    'invalid_grant',
    'The code is unknown, expired or used, or client, redirect_uri or code_verifier are not those of the request.',
    { detail: result.status === 'invalid' ? result.reason : 'replayed' },
  );
}
