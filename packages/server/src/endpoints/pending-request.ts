import type { RoutedExchange } from '../http/exchange.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { toFormTarget } from '../pages/form-target.ts';
import type { AuthorityServices, AuthorizationRequest } from '../services.ts';

/** An authorization request that waits for a person, as this browser gave it back. */
export interface PendingRequest {
  /** To be handed on as it is. */
  readonly sealed: string;
  readonly request: AuthorizationRequest;
  /** Where a form that goes on with it may lead: for the page's `form-action`. */
  readonly formTargets: readonly string[];
}

/**
 * Open what the pages pass along as `interaction`. Judged anew each time: a client may have gone meanwhile.
 *
 * @returns undefined when nothing was passed along.
 * @throws OAuthError when it expired, was changed, belongs to another browser, or is not allowed any more.
 */
export function openPendingRequest(
  { interactions, authorization }: AuthorityServices,
  exchange: RoutedExchange,
  sealed: string | null,
): PendingRequest | undefined {
  if (sealed === null || sealed === '') return undefined;
  const interaction = interactions.open(exchange, 'authorize', sealed);
  const parsed = interaction && authorization.parse(interaction.parameters);
  if (parsed === undefined || !('request' in parsed)) {
    throw new OAuthError(
      'invalid_request',
      'This page is too old, or was begun in another browser. Go back to the application and sign in from there again.',
      { detail: 'the interaction does not open here' },
    );
  }
  const { redirectUri } = parsed.request;
  return {
    sealed,
    request: parsed.request,
    formTargets: redirectUri === undefined ? [] : [toFormTarget(redirectUri)],
  };
}

/** A path of ours that takes the pending request, if any, along. */
export function withInteraction(path: string, sealed: string | undefined): string {
  if (sealed === undefined) return path;
  return `${path}${path.includes('?') ? '&' : '?'}interaction=${encodeURIComponent(sealed)}`;
}
