import { renderAdvice } from './answer-view.js';
import { callApi, readMember, readText } from './api-call.js';
import { describeDevice, isHandheld } from './describe-device.js';
import { create, createGlyph, fillList, find } from './elements.js';
import { explainAnswer } from './explain-answer.js';
import { formatAgo, formatMoment } from './format-time.js';

/**
 * Where somebody is signed in, as the authority lists it.
 *
 * @typedef {object} ListedSession
 * @property {string} sid
 * @property {boolean} isCurrent
 * @property {string} device
 * @property {boolean} isHandheld
 * @property {string} address
 * @property {number | undefined} signedInAt - seconds since the Unix epoch, as all times here
 * @property {number | undefined} lastUsedAt
 * @property {readonly string[]} applications
 */

const endedOthers = 'All other sessions are ended: no API accepts their tokens any more.';

/**
 * @param {{ onUnauthorized(): void }} parts - told when the answer is that nobody is signed in
 * @returns {{ load(): Promise<void>, end(): void }}
 */
export function createSessionsPanel({ onUnauthorized }) {
  const panel = find('sessions', HTMLElement);
  const list = find('sessions-list', HTMLElement);
  const message = find('sessions-message', HTMLElement);
  const others = find('end-others', HTMLButtonElement);
  others.addEventListener('click', () => void change('/api/sessions?except=current', endedOthers));
  find('reload-sessions', HTMLButtonElement).addEventListener('click', () => void load());

  async function load() {
    const answer = await callApi({ method: 'GET', path: '/api/sessions' });
    if (answer.status !== 200) return showTrouble(answer);
    const sessions = parseSessions(answer.body);
    const nowSeconds = Date.now() / 1000;
    // Whoever stands on a button of the list stands on the same one of the new list.
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['sid'] : undefined;
    list.replaceChildren(...sessions.map((session) => renderSession(session, nowSeconds, change)));
    for (const button of list.querySelectorAll('button')) if (button.dataset['sid'] === focused) button.focus();
    others.hidden = sessions.length < 2;
    message.textContent = '';
    delete panel.dataset['state'];
  }

  /**
   * @param {string} path
   * @param {string} words - what to say when it is done
   */
  async function change(path, words) {
    const answer = await callApi({ method: 'DELETE', path });
    if (answer.status >= 300 || answer.status === 0) return showTrouble(answer);
    await load();
    // This session may have ended meanwhile: nothing is said under its list any more.
    if (panel.dataset['state'] === 'over') return;
    message.textContent = words;
    // The button that was pressed is gone: the next press of the Tab key must not start at the top of the page.
    message.focus();
  }

  /** @param {import('./api-call.js').Answer} answer */
  function showTrouble(answer) {
    if (answer.status === 401) return onUnauthorized();
    const explanation = explainAnswer(answer);
    message.replaceChildren(`${explanation.why} `, ...renderAdvice(explanation));
  }

  return {
    load,
    end() {
      panel.dataset['state'] = 'over';
      // Of what was done here last, which is not what has happened now.
      message.textContent = '';
      others.hidden = true;
      for (const button of list.querySelectorAll('button')) button.hidden = true;
      for (const badge of list.querySelectorAll('.badge')) badge.textContent = 'Ended';
    },
  };
}

/**
 * @param {unknown} body
 * @returns {readonly ListedSession[]} the current one first
 */
export function parseSessions(body) {
  const sessions = readMember(body, 'sessions');
  if (!Array.isArray(sessions)) return [];
  return sessions
    .map((session) => ({
      sid: readText(session, 'session_id') ?? '',
      isCurrent: readMember(session, 'current') === true,
      device: describeDevice(readText(session, 'user_agent')),
      isHandheld: isHandheld(readText(session, 'user_agent')),
      address: readText(session, 'address') ?? 'unknown',
      signedInAt: readSeconds(session, 'auth_time'),
      lastUsedAt: readSeconds(session, 'last_used_at'),
      applications: listApplications(readMember(session, 'grants')),
    }))
    .toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent));
}

/**
 * @param {unknown} value
 * @param {string} name
 */
function readSeconds(value, name) {
  const member = readMember(value, name);
  return typeof member === 'number' ? member : undefined;
}

/** @param {unknown} grants */
function listApplications(grants) {
  if (!Array.isArray(grants)) return [];
  const names = grants.map((grant) => readText(grant, 'client_name') ?? readText(grant, 'client_id') ?? '');
  return [...new Set(names.filter((name) => name !== ''))];
}

/**
 * @param {ListedSession} session
 * @param {number} nowSeconds
 * @param {(path: string, words: string) => Promise<void>} end
 */
function renderSession(session, nowSeconds, end) {
  const heading = create('h3', {}, session.device);
  if (session.isCurrent) heading.append(' ', create('span', { class: 'badge' }, 'This session'));
  const facts = create('dl', { class: 'facts' });
  fillList(facts, [
    ['Address', session.address],
    ['Signed in', formatMoment(session.signedInAt)],
    ['Last used', formatAgo(session.lastUsedAt, nowSeconds)],
    ['Applications', session.applications.length === 0 ? 'none' : session.applications.join(', ')],
  ]);
  const item = create(
    'li',
    {},
    createGlyph(session.isHandheld ? 'phone' : 'desktop'),
    create('div', {}, heading, facts),
  );
  if (!session.isCurrent) {
    const label = `End the session of ${session.device}, ${session.address}`;
    const button = create(
      'button',
      { type: 'button', class: 'second', 'data-sid': session.sid, 'aria-label': label },
      'End',
    );
    const path = `/api/sessions/${encodeURIComponent(session.sid)}`;
    const words = `${session.device} is signed out: no API accepts its tokens any more.`;
    button.addEventListener('click', () => void end(path, words));
    item.append(button);
  }
  return item;
}
