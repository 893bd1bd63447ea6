import { create, fillList, find } from './elements.js';
import { formatDuration, formatMoment } from './format-time.js';
import { csrfCookie, parseCookies, shorten } from './script-readable.js';

/**
 * Who is signed in, and all that script could steal.
 *
 * @returns {{ show(session: import('./session.js').Session): void }}
 */
export function createAccountPanel() {
  const greeting = find('greeting', HTMLHeadingElement);
  const barName = find('bar-name', HTMLElement);
  const facts = find('account-facts', HTMLElement);
  const cookies = find('readable-cookies', HTMLElement);
  const storage = find('readable-storage', HTMLElement);
  return {
    show(session) {
      greeting.textContent = `Hello, ${session.name}`;
      barName.textContent = session.username ?? session.name;
      fillList(facts, describeSession(session, Date.now() / 1000));
      cookies.replaceChildren(...listCookies(document.cookie));
      const stored = localStorage.length + sessionStorage.length;
      storage.textContent = stored === 0 ? 'empty' : `${stored} entries, none of them ours`;
    },
  };
}

/**
 * @param {import('./session.js').Session} session
 * @param {number} nowSeconds
 * @returns {readonly (readonly [string, string])[]}
 */
function describeSession(session, nowSeconds) {
  const idle = session.idleExpiresAt === undefined ? undefined : session.idleExpiresAt - nowSeconds;
  return [
    ['User name', session.username ?? 'none'],
    ['Signed in since', formatMoment(session.authTime)],
    [
      'Ends',
      `${formatMoment(session.expiresAt)}${idle === undefined ? '' : `, or after ${formatDuration(idle)} without use`}`,
    ],
  ];
}

/** @param {string} text - `document.cookie` */
function listCookies(text) {
  const found = parseCookies(text);
  if (found.length === 0) return [create('li', {}, 'nothing')];
  return found.map(({ name, value }) =>
    create(
      'li',
      {},
      create('code', {}, `${name}=${shorten(value)}`),
      ' ',
      create(
        'span',
        { class: 'quiet' },
        name === csrfCookie
          ? 'shows that this page asked; opens nothing by itself'
          : 'of another program on this host: cookies ignore ports',
      ),
    ),
  );
}
