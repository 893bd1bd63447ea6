/**
 * Why an answer is as it is, in words for somebody who sees this for the first time.
 *
 * @typedef {object} Explanation
 * @property {'proxy' | 'api' | 'authority' | 'nobody'} by - who answered
 * @property {string} why - one sentence
 * @property {string} [advice] - what to do next
 * @property {boolean} [offersSignIn] - whether signing in is what to do next
 */

/** @typedef {import('./api-call.js').Answer} Answer */

/** @typedef {Omit<Explanation, 'by'>} Reason */

/**
 * The refusals of the proxy, by `code`: the API was never asked.
 *
 * @type {Readonly<Record<string, Reason>>}
 */
const proxyReasons = {
  no_session: {
    why: 'Nobody is signed in here, so the proxy has no token to send; the API was never asked.',
    advice: 'Sign in, then call again.',
    offersSignIn: true,
  },
  session_ended: {
    why: 'The session was ended: its tokens are revoked, and the authority gives out no others.',
    advice: 'Sign in again to go on.',
    offersSignIn: true,
  },
  csrf_token: {
    why: 'The X-XSRF-TOKEN header is missing: another site can make a browser send your cookie, but never this header.',
    advice: 'Nothing is wrong: this is what an attack by another site runs into.',
  },
  not_same_origin: {
    why: 'The browser says that another site asked, and the proxy answers its own page alone.',
    advice: 'Open this page by the very address that npm start printed.',
  },
  api_unreachable: {
    why: 'The proxy let you through, but nothing answers behind it.',
    advice: 'See whether npm start still runs, then call again.',
  },
  api_timeout: {
    why: 'The proxy let you through, but what it asked took too long.',
    advice: 'Call again in a moment.',
  },
  authority_unavailable: {
    why: 'The proxy needs a token for this call, and the authority cannot be reached. Nobody was signed out.',
    advice: 'See whether npm start still runs, then call again.',
  },
  store_unavailable: {
    why: 'The proxy cannot read its sessions at the moment. Nobody was signed out.',
    advice: 'Call again in a moment.',
  },
};

/**
 * The refusals of an API's guard, by `code`.
 *
 * @type {Readonly<Record<string, Reason>>}
 */
const guardReasons = {
  insufficient_permission: {
    why: 'Only an administrator may delete: your account lacks the permission orders:delete.',
    advice: 'To see it succeed, sign in as the administrator; npm start printed a link for that when it first ran.',
  },
  insufficient_scope: {
    why: 'This application was not given the scope that the route asks for.',
    advice: 'An application gets the scopes that the configuration lists for it, and no others.',
  },
  insufficient_user_authentication: {
    why: 'Your sign-in is too old for this route.',
    advice: 'Sign in again to prove that it is still you.',
    offersSignIn: true,
  },
  revoked: {
    why: 'The token is well signed and not expired, but it was revoked, and the API knows.',
    advice: 'Sign in again to go on.',
    offersSignIn: true,
  },
  expired: { why: 'The access token has expired.', advice: 'Call again: the proxy renews it.' },
  token_too_old: {
    why: 'This route wants rights that were confirmed within the last minute.',
    advice: 'Call again: the proxy renews the token.',
  },
  invalid_token: { why: 'The token is not valid for this API.', advice: 'Sign in again.', offersSignIn: true },
  no_token: { why: 'The request reached the API without a token.', advice: 'Sign in again.', offersSignIn: true },
  keys_unavailable: {
    why: 'The API does not have the authority’s keys yet, so it can judge no token.',
    advice: 'Your token may well be good: call again in a moment.',
  },
  revocations_unavailable: {
    why: 'The API does not know at the moment what has been revoked, and accepts nothing on trust.',
    advice: 'Your token may well be good: call again in a moment.',
  },
};

/**
 * What succeeded, by method and status.
 *
 * @type {Readonly<Record<string, string>>}
 */
const successes = {
  'GET 200':
    'The proxy exchanged your cookie for an access token; the API checked its signature, its age, revocations and the scope orders:read.',
  'POST 201': 'The header proved that this page asked, and the token carries the scope orders:write.',
  'DELETE 204': 'Your role holds the permission orders:delete, and your rights were confirmed within the last minute.',
};

const readFirst = 'Read the orders to see which there are.';

/**
 * Say who answered and why. Everything is told from the answer; nothing is known about the person beforehand.
 *
 * @param {Answer} answer
 * @returns {Explanation}
 */
export function explainAnswer(answer) {
  if (answer.status === 0) {
    return {
      by: 'nobody',
      why: 'No answer came: the proxy cannot be reached.',
      advice: 'See whether npm start still runs and your network is up, then try again.',
    };
  }
  const behind = answer.path.startsWith('/api/sessions') ? 'authority' : 'api';
  const code = answer.code ?? '';
  const ofProxy = Object.hasOwn(proxyReasons, code) ? proxyReasons[code] : undefined;
  if (ofProxy !== undefined) return { by: 'proxy', ...ofProxy };
  const ofGuard = Object.hasOwn(guardReasons, code) ? guardReasons[code] : undefined;
  if (ofGuard !== undefined) return { by: behind, ...ofGuard };
  const success = successes[`${answer.method} ${answer.status}`];
  if (success !== undefined && behind === 'api') return { by: 'api', why: success };
  const reason = explainByStatus(answer);
  if (behind === 'api' && answer.status === 404) return { by: 'api', ...reason, advice: readFirst };
  return { by: behind, ...reason };
}

/**
 * @param {Answer} answer
 * @returns {Reason}
 */
function explainByStatus({ status, detail, retryAfterSeconds }) {
  const said = detail ?? '';
  if (status < 400) return { why: 'The call was allowed.' };
  if (status === 404) return { why: said || 'There is no such thing any more.' };
  if (status === 401)
    return { why: said || 'The call was not accepted.', advice: 'Sign in again.', offersSignIn: true };
  if (status < 500 && status !== 429) return { why: said || 'The call was refused as it stands.' };
  const pause = retryAfterSeconds === undefined ? 'in a moment' : `after ${retryAfterSeconds} s`;
  return { why: said || 'It cannot be answered at the moment.', advice: `Try again ${pause}.` };
}

/** @type {Readonly<Record<number, string>>} */
const statusNames = {
  0: 'No answer',
  200: 'OK',
  201: 'Created',
  204: 'No content',
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  429: 'Too many requests',
  500: 'Server error',
  502: 'Bad gateway',
  503: 'Unavailable',
  504: 'Timed out',
};

/**
 * @param {number} status
 * @returns {string} such as `403 Forbidden`
 */
export function nameStatus(status) {
  return [status === 0 ? '' : String(status), statusNames[status] ?? ''].filter((part) => part !== '').join(' ');
}
