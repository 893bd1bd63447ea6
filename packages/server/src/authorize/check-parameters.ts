import { OAuthError } from '../http/oauth-error.ts';
import { type OAuthParameters, readParameters } from '../http/oauth-parameters.ts';

/** The longest `state` that is handed back: enough for a sealed state of any framework, too little to abuse. */
export const maxStateLength = 4096;

/**
 * The longest request in all, in characters of a query. While it waits for its person it is sealed into an address, which
 * is longer by a third and must fit into the headers of the next request, beside the cookies.
 */
export const maxRequestLength = 8192;

/** No parameter but `resource` is repeated (RFC 6749 §3.1), `state` can be handed back, and the request can wait. */
export function checkParameters({ source }: { readonly source: URLSearchParams }): {
  readonly parameters: OAuthParameters;
  readonly state: string | undefined;
} {
  const parameters = readParameters(source);
  const state = parameters.values.get('state');
  if (state !== undefined && state.length > maxStateLength) {
    throw new OAuthError('invalid_request', `The parameter state is longer than ${maxStateLength} characters.`);
  }
  if (source.toString().length > maxRequestLength) {
    throw new OAuthError('invalid_request', `The request is longer than ${maxRequestLength} characters in all.`);
  }
  return { parameters, state };
}
