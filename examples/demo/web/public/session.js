import { callApi, readMember, readText } from './api-call.js';
import { explainAnswer } from './explain-answer.js';

/**
 * Who is signed in, as the proxy tells it. Times are seconds since the Unix epoch.
 *
 * @typedef {object} Session
 * @property {string} sid
 * @property {string} name
 * @property {string | undefined} username
 * @property {number | undefined} authTime
 * @property {number | undefined} expiresAt
 * @property {number | undefined} idleExpiresAt
 */

/**
 * @typedef {{ kind: 'unknown' }
 *   | { kind: 'signed_in', session: Session }
 *   | { kind: 'signed_out', hasEnded: boolean }
 *   | { kind: 'unreachable', explanation: import('./explain-answer.js').Explanation }} SessionState -
 *   `hasEnded`: somebody was signed in while this page was open
 */

/**
 * @typedef {object} SessionWatch
 * @property {() => SessionState} read
 * @property {(options?: { countsAsUse: boolean }) => Promise<SessionState>} refresh - ask the proxy. When it cannot
 *   answer, somebody who was signed in is taken to be so still: it signs nobody out by being away.
 * @property {(listener: (state: SessionState) => void) => void} subscribe - told of every change
 */

/** @returns {SessionWatch} */
export function createSessionWatch() {
  /** @type {SessionState} */
  let state = { kind: 'unknown' };
  /** @type {((state: SessionState) => void)[]} */
  const listeners = [];
  let asked = 0;
  return {
    read: () => state,
    async refresh({ countsAsUse } = { countsAsUse: false }) {
      asked += 1;
      const turn = asked;
      const path = countsAsUse ? '/auth/session' : '/auth/session?slide=false';
      const next = judgeAnswer(await callApi({ method: 'GET', path }), state);
      // A later question knows more than the answer to an earlier one.
      if (turn !== asked || isSame(state, next)) return state;
      state = next;
      for (const listener of listeners) listener(state);
      return state;
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}

/**
 * @param {import('./api-call.js').Answer} answer
 * @param {SessionState} before
 * @returns {SessionState}
 */
export function judgeAnswer(answer, before) {
  if (answer.status !== 200) {
    return before.kind === 'signed_in' ? before : { kind: 'unreachable', explanation: explainAnswer(answer) };
  }
  const session = parseSession(answer.body);
  if (session !== undefined) return { kind: 'signed_in', session };
  const hasEnded = before.kind === 'signed_in' || (before.kind === 'signed_out' && before.hasEnded);
  return { kind: 'signed_out', hasEnded };
}

/**
 * @param {unknown} body
 * @returns {Session | undefined} undefined: nobody is signed in
 */
function parseSession(body) {
  if (readMember(body, 'signed_in') !== true) return undefined;
  const user = readMember(body, 'user');
  const username = readText(user, 'preferred_username');
  return {
    sid: readText(body, 'sid') ?? '',
    name: readText(user, 'name') ?? username ?? readText(user, 'sub') ?? '',
    username,
    authTime: readNumber(body, 'auth_time'),
    expiresAt: readNumber(body, 'expires_at'),
    idleExpiresAt: readNumber(body, 'idle_expires_at'),
  };
}

/**
 * @param {unknown} value
 * @param {string} name
 */
function readNumber(value, name) {
  const member = readMember(value, name);
  return typeof member === 'number' ? member : undefined;
}

/**
 * @param {SessionState} one
 * @param {SessionState} other
 */
function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Sign out of this application, then of the authority.
 *
 * @returns {Promise<{ logoutUrl: string } | { explanation: import('./explain-answer.js').Explanation }>} where the browser
 *   is to go; or why nothing was ended
 */
export async function signOut() {
  const answer = await callApi({ method: 'POST', path: '/auth/logout' });
  const logoutUrl = answer.status === 200 ? readText(answer.body, 'logout_url') : undefined;
  return logoutUrl === undefined ? { explanation: explainAnswer(answer) } : { logoutUrl };
}
