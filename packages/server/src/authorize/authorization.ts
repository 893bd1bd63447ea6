import type { AuthorityParts } from '../authority.ts';
import { createClientRegistry } from '../clients/registry.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { readSingleValue } from '../http/oauth-parameters.ts';
import { createApiCatalogue } from '../mint/api-catalogue.ts';
import { createIdTokenHintReader } from '../mint/id-token-hint.ts';
import type { Authorization } from '../services.ts';
import { maxStateLength } from './check-parameters.ts';
import type { CheckContext } from './checks.ts';
import { createCode } from './code.ts';
import { judgeChallenge, judgeDestination, judgeRequest } from './pipeline.ts';
import { redirectToClient } from './redirect.ts';

/** The authorization request as the pages and endpoints need it; the rules stand in pipeline.ts. */
export function createAuthorization(parts: Pick<AuthorityParts, 'config' | 'keys' | 'store'>): Authorization {
  const { config, store } = parts;
  const { issuer } = config;
  const codeTtlMs = config.lifetimes.authorizationCodeSeconds * 1000;
  const context: CheckContext = {
    clients: createClientRegistry(config),
    catalogue: createApiCatalogue(config),
    readIdTokenHint: createIdTokenHintReader(parts),
  };

  return {
    parse(source) {
      const destination = judgeDestination(source, context);
      try {
        return { request: judgeRequest(destination, context) };
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        const answer = { error: error.code, error_description: error.message, state: readReturnableState(source) };
        return { redirect: redirectToClient(destination.redirectUri, issuer, answer) };
      }
    },

    parseChallenge: (source) => judgeChallenge(source, context),

    async issueCode(request, { session, user }) {
      const { code, codeHash } = createCode({ offline: request.scopes.includes('offline_access') });
      const saved = await store.saveAuthorizationCode({
        codeHash,
        clientId: request.client.clientId,
        userId: user.userId,
        sessionId: session.sessionId,
        redirectUri: request.redirectUri,
        codeChallenge: request.codeChallenge,
        scopes: request.scopes,
        resources: request.resources,
        nonce: request.nonce,
        ttlMs: codeTtlMs,
      });
      if (!saved) throw new OAuthError('access_denied', 'You were signed out in the meantime; sign in again.');
      return code;
    },

    refuse(request, error, description) {
      if (request.redirectUri === undefined) throw new OAuthError(error, description);
      const answer = { error, error_description: description, state: request.state };
      return redirectToClient(request.redirectUri, issuer, answer);
    },
  };
}

/** The `state` of a request that failed: handed back unless it is the fault itself. */
function readReturnableState(source: URLSearchParams): string | undefined {
  const state = readSingleValue(source, 'state');
  return state !== undefined && state.length <= maxStateLength ? state : undefined;
}
