/**
 * What stands in `document.cookie`.
 *
 * @param {string} text
 * @returns {readonly { name: string, value: string }[]}
 */
export function parseCookies(text) {
  return text
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? { name: '', value: pair } : { name: pair.slice(0, at), value: pair.slice(at + 1) };
    });
}

/** The proof that a request was made by a page of this origin: Angular's names, which many clients send unasked. */
export const csrfCookie = 'XSRF-TOKEN';
export const csrfHeader = 'X-XSRF-TOKEN';

/**
 * @param {string} cookies - `document.cookie`
 * @returns {string | undefined}
 */
export function findCsrfToken(cookies) {
  return parseCookies(cookies).find(({ name }) => name === csrfCookie)?.value;
}

const shownCharacters = 6;

/**
 * The start of a value: enough to see that it is there, too little for a photograph of the screen to give it away.
 *
 * @param {string} value
 */
export function shorten(value) {
  return value.length <= shownCharacters ? value : `${value.slice(0, shownCharacters)}…`;
}
