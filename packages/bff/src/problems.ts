/** How one kind of refusal is answered. */
export interface ProblemRow {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 500 | 502 | 503 | 504;
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

/** The name of a row, and the `code` of an answer. */
export type ProblemCode =
  | 'no_session'
  | 'session_ended'
  | 'not_same_origin'
  | 'csrf_token'
  | 'sign_in_refused'
  | 'sign_in_elsewhere'
  | 'too_many_sign_ins'
  | 'bad_request'
  | 'bad_path'
  | 'not_found'
  | 'script_from_api'
  | 'method_not_allowed'
  | 'too_large'
  | 'wrong_media_type'
  | 'server_error'
  | 'api_unreachable'
  | 'api_timeout'
  | 'authority_unavailable'
  | 'store_unavailable';

/**
 * Every answer of the proxy that is neither a success nor an API's own, one row each. The names are stable: pages branch on
 * `code`. They are JSON for programs, never a redirect: a page's script can do nothing with a sign-in page.
 *
 * @see RFC 9457
 */
export const problems: Readonly<Record<ProblemCode, ProblemRow>> = {
  no_session: {
    status: 401,
    title: 'Nobody is signed in',
    remedy: 'Send the browser to the sign-in path, then repeat the request.',
  },
  session_ended: {
    status: 401,
    title: 'The session has ended',
    remedy: 'It was signed out, revoked or has expired. Send the browser to the sign-in path.',
  },
  not_same_origin: {
    status: 403,
    title: 'The request does not come from this application',
    remedy: 'Send it from a page of this very origin, with a browser that says so (Sec-Fetch-Site or Origin).',
  },
  csrf_token: {
    status: 403,
    title: 'The CSRF token is missing or not of this session',
    remedy:
      'Send the value of the XSRF-TOKEN cookie in the X-XSRF-TOKEN header; ask the session endpoint for a new one.',
  },
  sign_in_refused: {
    status: 403,
    title: 'User name or password is wrong',
    remedy: 'Check both and try again.',
  },
  sign_in_elsewhere: {
    status: 403,
    title: 'This sign-in needs the pages of the authority',
    remedy: 'Send the browser to the sign-in path.',
  },
  too_many_sign_ins: {
    status: 429,
    title: 'Too many sign-ins',
    remedy: 'Wait for as long as Retry-After says, then try again.',
  },
  bad_request: { status: 400, title: 'The request cannot be understood', remedy: 'See detail.' },
  bad_path: {
    status: 400,
    title: 'The path is not in its plain form',
    remedy: 'Send it without dot segments, backslashes, empty segments and encoded slashes.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    remedy: 'Check the path; only declared APIs are passed on.',
  },
  script_from_api: {
    status: 403,
    title: 'No script comes from an API',
    remedy: 'Serve scripts with the pages of this application.',
  },
  method_not_allowed: { status: 405, title: 'This method is not allowed here', remedy: 'Use one that Allow names.' },
  too_large: { status: 413, title: 'The request is too large', remedy: 'Send less.' },
  wrong_media_type: {
    status: 415,
    title: 'The body is of a type that is not taken here',
    remedy: 'Send application/json.',
  },
  server_error: {
    status: 500,
    title: 'Something went wrong here',
    remedy: 'Try again; whoever runs this application finds the cause in the log.',
  },
  api_unreachable: {
    status: 502,
    title: 'The API cannot be reached',
    remedy: 'Try again later; whoever runs it finds the cause in the log.',
  },
  api_timeout: { status: 504, title: 'The API did not answer in time', remedy: 'Try again later.' },
  authority_unavailable: {
    status: 503,
    title: 'The sign-in service cannot be reached',
    remedy: 'Try again after the time in Retry-After; nobody was signed out.',
  },
  store_unavailable: {
    status: 503,
    title: 'Sessions cannot be read now',
    remedy: 'Try again after the time in Retry-After; nobody was signed out.',
  },
};

/** A refusal on its way to the caller. */
export interface Problem {
  readonly code: ProblemCode;
  /** Public; in place of the row's remedy. Never holds a token, secret, header or cookie. */
  readonly detail?: string | undefined;
  /** For 429 and 503. Default 1. */
  readonly retryAfterSeconds?: number | undefined;
  /** For 405: the value of `Allow`. */
  readonly allow?: string | undefined;
}
