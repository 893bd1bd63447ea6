import { csrfHeader, findCsrfToken } from './script-readable.js';

/**
 * What came of a request.
 *
 * @typedef {object} Answer
 * @property {string} method
 * @property {string} path
 * @property {number} status - 0: no answer came
 * @property {unknown} body - JSON as parsed, else the text; undefined when there was none
 * @property {string | undefined} code - the stable name of a refusal
 * @property {string | undefined} detail - what a refusal says of itself
 * @property {string | undefined} challenge - `WWW-Authenticate`
 * @property {number | undefined} retryAfterSeconds
 * @property {number} tookMs
 */

/**
 * @typedef {object} Call
 * @property {'GET' | 'POST' | 'DELETE'} method
 * @property {string} path - of this origin
 * @property {unknown} [json] - sent as the body
 * @property {boolean} [withoutCsrfToken] - leave the header out that the proxy asks for
 */

const patienceMs = 15_000;

/**
 * Send a request to this page's own origin. There is no token to attach: the browser sends its cookie, and the proxy does
 * the rest. Never rejects: no answer is an answer with status 0.
 *
 * @param {Call} call
 * @returns {Promise<Answer>}
 */
export async function callApi({ method, path, json, withoutCsrfToken = false }) {
  const headers = new Headers({ accept: 'application/json' });
  if (json !== undefined) headers.set('content-type', 'application/json');
  const token = findCsrfToken(document.cookie);
  if (method !== 'GET' && !withoutCsrfToken && token !== undefined) headers.set(csrfHeader, token);
  const startedMs = performance.now();
  const took = () => Math.round(performance.now() - startedMs);
  try {
    const response = await fetch(path, {
      method,
      headers,
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const body = parseBody(await response.text());
    const retryAfter = response.headers.get('retry-after') ?? '';
    return {
      method,
      path,
      status: response.status,
      body,
      code: response.ok ? undefined : readText(body, 'code'),
      detail: readText(body, 'detail') ?? readText(body, 'error_description'),
      challenge: response.headers.get('www-authenticate') ?? undefined,
      retryAfterSeconds: /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined,
      tookMs: took(),
    };
  } catch {
    return {
      method,
      path,
      status: 0,
      body: undefined,
      code: undefined,
      detail: undefined,
      challenge: undefined,
      retryAfterSeconds: undefined,
      tookMs: took(),
    };
  }
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parseBody(text) {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A member of an object that somebody else made, when it is a text.
 *
 * @param {unknown} value
 * @param {string} name
 * @returns {string | undefined}
 */
export function readText(value, name) {
  const member = readMember(value, name);
  return typeof member === 'string' ? member : undefined;
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown}
 */
export function readMember(value, name) {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
