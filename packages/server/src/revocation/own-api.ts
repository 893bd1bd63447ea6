import type { AuthorityParts } from '../authority.ts';
import { createClientRegistry } from '../clients/registry.ts';
import { OAuthError } from '../http/oauth-error.ts';
import type { SessionId } from '../ids.ts';
import type { OwnApi } from '../services.ts';
import { createAccessTokenReader, describeCandidate } from './access-token-reader.ts';

/** RFC 6750 §2.1: one token, nothing after it. */
const bearerSyntax = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The authority as a resource server. Unlike an API it asks the truth itself on every call: the revocation log, the
 * session and the person, so a token here dies at once.
 */
export function createOwnApi(parts: Pick<AuthorityParts, 'config' | 'keys' | 'store' | 'clock'>): OwnApi {
  const { config, store } = parts;
  const registry = createClientRegistry(config);
  const readAccessToken = createAccessTokenReader(parts);

  return {
    async authenticate(exchange, requiredScope) {
      const token = readBearerToken(exchange.request.headers.get('authorization'));
      const verified = readAccessToken(token);
      // A client's own token has no session, so it is nobody's here.
      if (verified === undefined || verified.claims.sid === undefined || !verified.claims.aud.includes(config.issuer)) {
        throw createTokenError();
      }
      const { claims } = verified;
      const client = registry.find(claims.client_id);
      if (client === undefined || (await store.isRevoked(describeCandidate(verified)))) throw createTokenError();
      const signedIn = await store.findSession(claims.sid as SessionId);
      if (signedIn === undefined || signedIn.user.userId !== claims.sub) throw createTokenError();
      const scopes = claims.scope.split(' ');
      if (!scopes.includes(requiredScope)) throw createScopeError(requiredScope);
      return { ...signedIn, scopes, client };
    },
  };
}

function readBearerToken(authorization: string | undefined): string {
  if (authorization === undefined) {
    // RFC 6750 §3.1: who sent nothing is told how, and no error.
    throw new OAuthError('invalid_token', 'Send an access token in the Authorization header.', {
      headers: createChallenge(''),
    });
  }
  const token = bearerSyntax.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw new OAuthError('invalid_request', 'The Authorization header must be Bearer and one access token.', {
    headers: createChallenge('error="invalid_request"'),
  });
}

/** One sentence for every cause: what is wrong with a token is told to its issuer's log, not to its bearer. */
function createTokenError(): OAuthError {
  const description = 'The access token is not valid here, has expired or was revoked.';
  return new OAuthError('invalid_token', description, {
    headers: createChallenge(`error="invalid_token", error_description="${description}"`),
  });
}

function createScopeError(scope: string): OAuthError {
  return new OAuthError('insufficient_scope', `The access token lacks the scope ${scope}.`, {
    status: 403,
    headers: createChallenge(`error="insufficient_scope", scope="${scope}"`),
  });
}

function createChallenge(parameters: string): { readonly 'www-authenticate': string } {
  const realm = 'Bearer realm="latchkey"';
  return { 'www-authenticate': parameters === '' ? realm : `${realm}, ${parameters}` };
}
