import { nameJudge, renderAdvice } from './answer-view.js';
import { callApi } from './api-call.js';
import { create, find } from './elements.js';
import { explainAnswer } from './explain-answer.js';
import { watchRevocation } from './watch-revocation.js';

/**
 * End this very session, and show how soon the API refuses it.
 *
 * @param {object} parts
 * @param {() => string | undefined} parts.findSid - of the session that this page is in
 * @param {() => void} parts.onEnded
 * @returns {{ noteStreamClosed(): void, reset(): void }}
 */
export function createRevocationPanel({ findSid, onEnded }) {
  const panel = find('revocation', HTMLElement);
  const button = find('end-this', HTMLButtonElement);
  const clock = find('revocation-clock', HTMLElement);
  const strip = find('revocation-strip', HTMLElement);
  const result = find('revocation-result', HTMLElement);
  const why = find('revocation-why', HTMLElement);
  const streamNote = find('revocation-stream', HTMLElement);
  let startedMs = 0;

  button.addEventListener('click', () => void run());

  async function run() {
    const sid = findSid();
    if (sid === undefined || panel.dataset['state'] === 'running') return;
    clear();
    panel.dataset['state'] = 'running';
    startedMs = performance.now();
    const stopClock = startClock();
    const outcome = await watchRevocation({
      end: () => callApi({ method: 'DELETE', path: `/api/sessions/${encodeURIComponent(sid)}` }),
      ask: () => callApi({ method: 'GET', path: '/api/orders' }),
      nowMs: () => performance.now(),
      wait: (delayMs) => new Promise((resolve) => void setTimeout(resolve, delayMs)),
      onAnswer: showAnswer,
    });
    stopClock();
    panel.dataset['state'] = outcome.kind;
    show(outcome);
    if (outcome.kind !== 'not_ended') onEnded();
    if (outcome.kind === 'refused') result.focus();
  }

  function clear() {
    delete panel.dataset['state'];
    for (const part of [strip, result, why, streamNote]) part.replaceChildren();
  }

  /** @returns {() => void} how to stop it */
  function startClock() {
    let isRunning = true;
    const turn = () => {
      if (!isRunning) return;
      clock.textContent = String(Math.round(performance.now() - startedMs));
      requestAnimationFrame(turn);
    };
    turn();
    return () => {
      isRunning = false;
    };
  }

  /** @param {import('./api-call.js').Answer} answer */
  function showAnswer({ status }) {
    const mark = create('span', {}, status === 0 ? '—' : String(status));
    mark.dataset['outcome'] = status === 401 ? 'refused' : 'allowed';
    strip.append(mark);
  }

  /** @param {import('./watch-revocation.js').Outcome} outcome */
  function show(outcome) {
    if (outcome.kind === 'refused') {
      clock.textContent = String(outcome.afterMs);
      const explanation = explainAnswer(outcome.answer);
      why.textContent = explanation.why;
      const code = outcome.answer.code ?? String(outcome.answer.status);
      result.replaceChildren(
        `${nameJudge(explanation, 'refused')} after ${outcome.afterMs} ms: ${code}. `,
        create('a', { href: '/auth/login?returnTo=/' }, 'Sign in again'),
      );
    } else if (outcome.kind === 'not_ended') {
      const explanation = explainAnswer(outcome.answer);
      result.replaceChildren(`Not ended. ${explanation.why} `, ...renderAdvice(explanation));
    } else {
      result.textContent = `The session is ended, but after ${outcome.afterMs} ms the API had not refused. Is it cut off from the authority?`;
    }
  }

  return {
    noteStreamClosed() {
      if (panel.dataset['state'] !== 'running') return;
      streamNote.textContent = `Event stream closed after ${Math.round(performance.now() - startedMs)} ms.`;
    },
    reset() {
      if (panel.dataset['state'] !== 'running') clear();
    },
  };
}
