import { createAnswerView, judgeOutcome } from './answer-view.js';
import { callApi, readMember } from './api-call.js';

/** @typedef {import('./api-call.js').Call} Call */

const items = ['A desk', 'A teapot', 'A wool rug', 'A bookshelf', 'A wall clock'];

/**
 * The calls one can make, and what came of the last one.
 *
 * @param {{ onUnauthorized(): void }} parts - told when the answer is that nobody is signed in
 */
export function createCallsPanel({ onUnauthorized }) {
  const view = createAnswerView();
  let placed = 0;
  let lastOrderId = 1;
  let turn = 0;

  /** @type {Readonly<Record<string, () => Call>>} */
  const calls = {
    read: () => ({ method: 'GET', path: '/api/orders' }),
    place: () => ({ method: 'POST', path: '/api/orders', json: { item: items[placed % items.length] } }),
    delete: () => ({ method: 'DELETE', path: `/api/orders/${lastOrderId}` }),
    forge: () => ({ method: 'POST', path: '/api/orders', json: { item: 'Forged' }, withoutCsrfToken: true }),
  };

  for (const button of document.querySelectorAll('button[data-call]')) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const makeCall = calls[button.dataset['call'] ?? ''];
    if (makeCall !== undefined) button.addEventListener('click', () => void press(button, makeCall()));
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Call} call
   */
  async function press(button, call) {
    turn += 1;
    const ownTurn = turn;
    view.showWaiting(call.method, call.path);
    const answer = await callApi(call);
    if (answer.status === 201) placed += 1;
    lastOrderId = findLastOrderId(answer.body) ?? lastOrderId;
    showPath(lastOrderId);
    const last = button.querySelector('.last');
    if (last instanceof HTMLElement) {
      last.textContent = answer.status === 0 ? '—' : String(answer.status);
      last.dataset['outcome'] = judgeOutcome(answer);
    }
    // The answer to an earlier press must not hide that to a later one.
    if (ownTurn === turn) view.show(answer);
    if (answer.status === 401) onUnauthorized();
  }
}

/** @param {number} orderId */
function showPath(orderId) {
  const path = document.querySelector('[data-call="delete"] .path');
  if (path !== null) path.textContent = `/api/orders/${orderId}`;
}

/**
 * The number of the order that was placed, or of the last in a list of them.
 *
 * @param {unknown} body
 * @returns {number | undefined}
 */
export function findLastOrderId(body) {
  const orders = readMember(body, 'orders');
  const id = readMember(Array.isArray(orders) ? orders.at(-1) : body, 'id');
  return typeof id === 'number' ? id : undefined;
}
