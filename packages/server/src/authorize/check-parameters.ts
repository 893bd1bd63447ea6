import { OAuthError } from '../http/oauth-error.ts';
import { type OAuthParameters, readParameters } from '../http/oauth-parameters.ts';

/** The longest `state` that is handed back: enough for a sealed state of any framework, too little to abuse. */
export const maxStateLength = 4096;

/** No parameter but `resource` is repeated (RFC 6749 §3.1), and `state` can be handed back. */
export function checkParameters({ source }: { readonly source: URLSearchParams }): {
  readonly parameters: OAuthParameters;
  readonly state: string | undefined;
} {
  const parameters = readParameters(source);
  const state = parameters.values.get('state');
  if (state !== undefined && state.length > maxStateLength) {
    throw new OAuthError('invalid_request', `The parameter state is longer than ${maxStateLength} characters.`);
  }
  return { parameters, state };
}
