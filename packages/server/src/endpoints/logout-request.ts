import type { ClientRegistry } from '../clients/registry.ts';
import type { ClientConfig } from '../config/config.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { readParameters } from '../http/oauth-parameters.ts';
import type { ClientId, SessionId } from '../ids.ts';
import type { IdTokenHint, ReadIdTokenHint } from '../mint/id-token-hint.ts';

/** What a person can do all the same. */
const signOutHere = 'You are still signed in: to sign out, go to the start page and do it there.';

/** A sign-out request that passed its checks. */
export interface LogoutRequest {
  /** The application that asks, if it said who it is. */
  readonly client: ClientConfig | undefined;
  /** Whose session, and which. Undefined when no hint came, or one that cannot be verified any more. */
  readonly hint: IdTokenHint | undefined;
  /**
   * A `logout_hint` beside a `client_id`, unverified. Undefined beside an ID token, which says the same with a signature.
   */
  readonly logoutHint: { readonly clientId: ClientId; readonly sessionId: SessionId } | undefined;
  /** Registered for that client. Undefined: the person stays here. */
  readonly returnTo: string | undefined;
  readonly state: string | undefined;
}

/**
 * Judge a sign-out request. OpenID Connect RP-Initiated Logout 1.0 §2 and §3
 *
 * A hint that cannot be verified counts as none: its key may be gone, and somebody who wants to sign out must not be
 * turned away. They are asked instead.
 *
 * @throws OAuthError to be shown as a page; nothing here is ever redirected with an error.
 */
export function judgeLogoutRequest(
  source: URLSearchParams,
  context: { readonly clients: ClientRegistry; readonly readIdTokenHint: ReadIdTokenHint },
): LogoutRequest {
  const { values } = readParameters(source);
  const token = values.get('id_token_hint');
  const hint = token === undefined ? undefined : context.readIdTokenHint(token);
  const named = values.get('client_id');
  if (named !== undefined && hint !== undefined && named !== hint.clientId) {
    throw new OAuthError(
      'invalid_request',
      `The parameters client_id and id_token_hint name different applications. ${signOutHere}`,
    );
  }
  const clientId = named ?? hint?.clientId;
  const client = clientId === undefined ? undefined : context.clients.find(clientId);
  if (clientId !== undefined && client === undefined) {
    throw new OAuthError('invalid_client', `The application that sent you here is not registered. ${signOutHere}`, {
      status: 400,
    });
  }
  const returnTo = values.get('post_logout_redirect_uri');
  if (returnTo !== undefined) checkReturn(returnTo, client);
  return { client, hint, logoutHint: readLogoutHint(values, client, hint), returnTo, state: values.get('state') };
}

function readLogoutHint(
  values: ReadonlyMap<string, string>,
  client: ClientConfig | undefined,
  hint: IdTokenHint | undefined,
): LogoutRequest['logoutHint'] {
  const sessionId = values.get('logout_hint');
  if (sessionId === undefined || client === undefined || hint !== undefined) return undefined;
  return { clientId: client.clientId, sessionId: sessionId as SessionId };
}

/** Only where a known client registered it, compared character by character: this must never be an open redirect. */
function checkReturn(returnTo: string, client: ClientConfig | undefined): void {
  if (client === undefined) {
    throw new OAuthError(
      'invalid_request',
      `The application did not say who it is, so there is no way back to it. ${signOutHere}`,
    );
  }
  if (!client.postLogoutRedirectUris.includes(returnTo)) {
    throw new OAuthError(
      'invalid_request',
      `The address to return to (post_logout_redirect_uri) is not registered for the application. ${signOutHere}`,
    );
  }
}
