import { create, fillList, find } from './elements.js';
import { explainAnswer, nameStatus } from './explain-answer.js';

/** @typedef {import('./api-call.js').Answer} Answer */

const answerers = { proxy: 'the proxy', api: 'the orders API', authority: 'the authority' };
const verbs = { allowed: 'Allowed', refused: 'Refused', failed: 'Reported' };

/**
 * The answer to a call: what, by whom, why, and the evidence.
 *
 * @returns {{ showWaiting(method: string, path: string): void, show(answer: Answer): void }}
 */
export function createAnswerView() {
  const view = find('answer', HTMLElement);
  const request = find('answer-request', HTMLElement);
  const status = find('answer-status', HTMLElement);
  const time = find('answer-time', HTMLElement);
  const by = find('answer-by', HTMLElement);
  const why = find('answer-why', HTMLElement);
  const advice = find('answer-advice', HTMLElement);
  const evidence = find('answer-evidence', HTMLElement);
  const body = find('answer-body', HTMLElement);
  return {
    showWaiting(method, path) {
      view.dataset['state'] = 'waiting';
      request.textContent = `${method} ${path}`;
    },
    show(answer) {
      const explanation = explainAnswer(answer);
      view.dataset['state'] = 'answered';
      const outcome = judgeOutcome(answer);
      view.dataset['outcome'] = outcome;
      view.dataset['by'] = explanation.by;
      request.textContent = `${answer.method} ${answer.path}`;
      status.textContent = nameStatus(answer.status);
      time.textContent = `${answer.tookMs} ms`;
      by.textContent = nameJudge(explanation, outcome);
      why.textContent = explanation.why;
      advice.replaceChildren(...renderAdvice(explanation));
      fillList(evidence, listEvidence(answer));
      body.textContent = formatBody(answer.body);
      // On a small screen it stands below the calls.
      status.scrollIntoView({ block: 'nearest' });
    },
  };
}

/**
 * @param {Answer} answer
 * @returns {'allowed' | 'refused' | 'failed'} failed: not a judgement of this call
 */
export function judgeOutcome({ status }) {
  if (status >= 200 && status < 300) return 'allowed';
  return status === 0 || status >= 500 ? 'failed' : 'refused';
}

/**
 * @param {import('./explain-answer.js').Explanation} explanation
 * @param {ReturnType<typeof judgeOutcome>} outcome
 * @returns {string} such as `Refused by the proxy`
 */
export function nameJudge({ by }, outcome) {
  return by === 'nobody' ? 'Nobody answered' : `${verbs[outcome]} by ${answerers[by]}`;
}

/**
 * What to do next, with the link where that is signing in.
 *
 * @param {import('./explain-answer.js').Explanation} explanation
 */
export function renderAdvice({ advice, offersSignIn = false }) {
  if (advice === undefined) return [];
  if (!offersSignIn) return [advice];
  return [`${advice} `, create('a', { href: '/auth/login?returnTo=/' }, 'Sign in')];
}

/**
 * @param {Answer} answer
 * @returns {readonly (readonly [string, string])[]}
 */
function listEvidence({ code, challenge, retryAfterSeconds }) {
  /** @type {readonly (readonly [string, string | undefined])[]} */
  const rows = [
    ['code', code],
    ['WWW-Authenticate', challenge],
    ['Retry-After', retryAfterSeconds?.toString()],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [/** @type {const} */ ([name, value])]));
}

/** @param {unknown} body */
function formatBody(body) {
  if (body === undefined) return '(no body)';
  return typeof body === 'string' ? body : JSON.stringify(body, undefined, 2);
}
