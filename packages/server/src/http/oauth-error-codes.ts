/** One error code of the authority. */
export interface OAuthErrorRow {
  /** HTTP status unless whoever throws it says another. */
  readonly status: 400 | 401 | 403 | 500 | 503;
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly remedy: string;
  /** Where the code is defined. */
  readonly definedIn: string;
}

/** The name of a row, and the `error` of an answer. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'access_denied'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'login_required'
  | 'consent_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'registration_not_supported'
  | 'redirect_to_web'
  | 'invalid_token'
  | 'insufficient_scope';

/** Every `error` the authority answers, at its endpoints or in a redirect. docs/errors.md is made from these rows. */
export const oauthErrors: Readonly<Record<OAuthErrorCode, OAuthErrorRow>> = {
  invalid_request: {
    status: 400,
    meaning: 'A parameter is missing, repeated, malformed or does not fit the others.',
    remedy: 'Read `error_description`, mend the request.',
    definedIn: 'RFC 6749 §5.2',
  },
  invalid_client: {
    status: 401,
    meaning: 'The client is unknown or did not prove who it is.',
    remedy: 'Check `client_id`, the secret and the method it is sent with.',
    definedIn: 'RFC 6749 §5.2',
  },
  invalid_grant: {
    status: 400,
    meaning: 'The code or refresh token is unknown, expired, used, ended, or of another client.',
    remedy: 'Send the person to sign in again. Never repeat a code.',
    definedIn: 'RFC 6749 §5.2',
  },
  unauthorized_client: {
    status: 400,
    meaning: 'The client is not registered for what it asks.',
    remedy: 'Add the grant type or right to its registration.',
    definedIn: 'RFC 6749 §5.2',
  },
  unsupported_grant_type: {
    status: 400,
    meaning: 'There is no such `grant_type` here.',
    remedy: 'Use one that the metadata names.',
    definedIn: 'RFC 6749 §5.2',
  },
  unsupported_response_type: {
    status: 400,
    meaning: 'Only `response_type=code` exists here.',
    remedy: 'Use the authorization code with PKCE.',
    definedIn: 'RFC 6749 §4.1.2.1',
  },
  invalid_scope: {
    status: 400,
    meaning: 'A scope is malformed or beyond the registration or the grant.',
    remedy: 'Ask for less, or register the client for it.',
    definedIn: 'RFC 6749 §5.2',
  },
  invalid_target: {
    status: 400,
    meaning: 'A `resource` is no API of this client or of this grant.',
    remedy: 'Name an audience the client is registered for.',
    definedIn: 'RFC 8707 §2',
  },
  access_denied: {
    status: 400,
    meaning: 'The person said no, was signed out meanwhile, or may not do this.',
    remedy: 'Tell the person; ask again only when they want to.',
    definedIn: 'RFC 6749 §4.1.2.1',
  },
  server_error: {
    status: 500,
    meaning: 'Something went wrong here.',
    remedy: 'Look for `X-Request-Id` in the log.',
    definedIn: 'RFC 6749 §4.1.2.1',
  },
  temporarily_unavailable: {
    status: 503,
    meaning: 'Too busy, too many tries, or the store cannot answer.',
    remedy: 'Try again after the time in `Retry-After`.',
    definedIn: 'RFC 6749 §4.1.2.1',
  },
  login_required: {
    status: 400,
    meaning: '`prompt=none`, and nobody is signed in as asked.',
    remedy: 'Ask again without `prompt=none`.',
    definedIn: 'OpenID Connect Core §3.1.2.6',
  },
  consent_required: {
    status: 400,
    meaning: '`prompt=none`, and the person has not consented yet.',
    remedy: 'Ask again without `prompt=none`.',
    definedIn: 'OpenID Connect Core §3.1.2.6',
  },
  request_not_supported: {
    status: 400,
    meaning: 'Request objects are not taken.',
    remedy: 'Send the parameters themselves.',
    definedIn: 'OpenID Connect Core §3.1.2.6',
  },
  request_uri_not_supported: {
    status: 400,
    meaning: 'Request objects are not fetched.',
    remedy: 'Send the parameters themselves.',
    definedIn: 'OpenID Connect Core §3.1.2.6',
  },
  registration_not_supported: {
    status: 400,
    meaning: 'Clients are registered in the configuration alone.',
    remedy: 'Leave `registration` out.',
    definedIn: 'OpenID Connect Core §3.1.2.6',
  },
  redirect_to_web: {
    status: 400,
    meaning: 'This sign-in needs the authority’s own pages.',
    remedy: 'Open the authorization endpoint in a browser.',
    definedIn: 'draft-ietf-oauth-first-party-apps §5.2.2',
  },
  invalid_token: {
    status: 401,
    meaning: 'The access token is not valid here, has expired or was revoked.',
    remedy: 'Get a new one with the refresh token.',
    definedIn: 'RFC 6750 §3.1',
  },
  insufficient_scope: {
    status: 403,
    meaning: 'The access token lacks a scope.',
    remedy: 'Ask for a token with the scope of the challenge.',
    definedIn: 'RFC 6750 §3.1',
  },
};
