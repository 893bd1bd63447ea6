/** How one kind of refusal is answered. */
export interface ProblemRow {
  readonly status: 400 | 401 | 403 | 503;
  /** The `error` of the challenge. Undefined: a challenge without error (401) or none at all (503). */
  readonly error:
    | 'invalid_request'
    | 'invalid_token'
    | 'insufficient_scope'
    | 'insufficient_user_authentication'
    | undefined;
  readonly title: string;
  /** What the caller can do about it. Printable ASCII without quotes and backslashes: it goes into a header. */
  readonly remedy: string;
}

/** The name of a row, and the `code` of an answer. */
export type ProblemCode =
  | 'no_token'
  | 'invalid_request'
  | 'invalid_token'
  | 'expired'
  | 'revoked'
  | 'token_too_old'
  | 'insufficient_user_authentication'
  | 'insufficient_scope'
  | 'insufficient_permission'
  | 'keys_unavailable'
  | 'revocations_unavailable';

/**
 * Every answer of a guard that is not the application's own, one row each. The names are stable: clients branch on them.
 *
 * All that is wrong with a token itself is one row with one sentence, so that an answer never tells a forger how near
 * he came. What an honest client can mend by itself has a row of its own.
 *
 * @see RFC 6750 §3.1, RFC 9470 §3
 */
export const problems: Readonly<Record<ProblemCode, ProblemRow>> = {
  no_token: {
    status: 401,
    error: undefined,
    title: 'No access token',
    remedy: 'Send an access token in the Authorization header with the Bearer scheme.',
  },
  invalid_request: {
    status: 400,
    error: 'invalid_request',
    title: 'The access token is not sent as it should be',
    remedy: 'Send one access token, once, in one Authorization header, and nowhere else.',
  },
  invalid_token: {
    status: 401,
    error: 'invalid_token',
    title: 'The access token is not valid here',
    remedy: 'Get an access token for this API from its authorization server.',
  },
  expired: {
    status: 401,
    error: 'invalid_token',
    title: 'The access token has expired',
    remedy: 'Get a new access token with the refresh token.',
  },
  revoked: {
    status: 401,
    error: 'invalid_token',
    title: 'The access token has been revoked',
    remedy: 'Try the refresh token once; if that is refused, sign in again.',
  },
  token_too_old: {
    status: 401,
    error: 'invalid_token',
    title: 'The access token was issued too long ago for this request',
    remedy: 'Get a new access token with the refresh token.',
  },
  insufficient_user_authentication: {
    status: 401,
    error: 'insufficient_user_authentication',
    title: 'The sign-in is too old or too weak for this request',
    remedy: 'Sign in again as max_age and acr_values of the challenge say.',
  },
  insufficient_scope: {
    status: 403,
    error: 'insufficient_scope',
    title: 'The access token lacks a scope',
    remedy: 'Ask for an access token with the scope of the challenge.',
  },
  insufficient_permission: {
    status: 403,
    error: 'insufficient_scope',
    title: 'The holder of the access token lacks a permission',
    remedy: 'Ask an administrator for the permission.',
  },
  keys_unavailable: {
    status: 503,
    error: undefined,
    title: 'The keys of the authorization server are not available',
    remedy: 'Try again after the time in Retry-After; the token may well be good.',
  },
  revocations_unavailable: {
    status: 503,
    error: undefined,
    title: 'It is not known at the moment what has been revoked',
    remedy: 'Try again after the time in Retry-After; the token may well be good.',
  },
};
