import { OAuthError } from './oauth-error.ts';

/**
 * What must never stand in an address (H6): addresses end up in logs, histories and `Referer` headers. `id_token_hint` is
 * not among them, since OpenID Connect defines it for the query; `token` of a one-time link is made for its address.
 */
const secretNames = [
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'client_assertion',
  'password',
  'new_password',
  'code_verifier',
] as const;

/**
 * @throws OAuthError `invalid_request` when a credential came in the query.
 * @see RFC 9700 §4.3.2 and RFC 6750 §2.3
 */
export function refuseSecretsInQuery(query: URLSearchParams): void {
  const name = findSecretName(query);
  if (name === undefined) return;
  throw new OAuthError(
    'invalid_request',
    `The address holds ${name}, which must be sent in the body or in the Authorization header; treat the value as leaked.`,
  );
}

/** The name of a credential among parameters that are in an address, or are about to be. */
export function findSecretName(parameters: URLSearchParams): string | undefined {
  return secretNames.find((name) => parameters.has(name));
}
