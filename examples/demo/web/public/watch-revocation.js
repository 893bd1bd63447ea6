/** @typedef {import('./api-call.js').Answer} Answer */

/**
 * @typedef {{ kind: 'refused', afterMs: number, answer: Answer }
 *   | { kind: 'not_ended', answer: Answer }
 *   | { kind: 'still_accepted', afterMs: number }} Outcome
 */

/** From the start of one question to the start of the next. */
export const askEveryMs = 50;

const patienceMs = 10_000;

/**
 * End a session and, from that very moment, keep asking the API until it refuses.
 *
 * Only a 401 is a refusal: an API that cannot be reached has refused nobody. The time is that at which the refusal arrived
 * here, so it includes the way there and back and up to one pause.
 *
 * @param {object} parts
 * @param {() => Promise<Answer>} parts.end
 * @param {() => Promise<Answer>} parts.ask
 * @param {() => number} parts.nowMs
 * @param {(delayMs: number) => Promise<void>} parts.wait
 * @param {(answer: Answer) => void} parts.onAnswer - told of every answer of `ask`
 * @returns {Promise<Outcome>}
 */
export async function watchRevocation({ end, ask, nowMs, wait, onAnswer }) {
  const startedMs = nowMs();
  /** @type {Answer | undefined} */
  let failure;
  const ending = end().then((answer) => {
    if (answer.status < 200 || answer.status > 299) failure = answer;
  });
  while (nowMs() - startedMs < patienceMs && failure === undefined) {
    const askedMs = nowMs();
    const answer = await ask();
    const afterMs = Math.round(nowMs() - startedMs);
    onAnswer(answer);
    if (answer.status === 401) {
      // Whether this is our doing is known when the ending was answered: a session that was over before proves nothing.
      await ending;
      return failure === undefined ? { kind: 'refused', afterMs, answer } : { kind: 'not_ended', answer: failure };
    }
    await wait(Math.max(0, askEveryMs - (nowMs() - askedMs)));
  }
  if (failure !== undefined) return { kind: 'not_ended', answer: failure };
  return { kind: 'still_accepted', afterMs: Math.round(nowMs() - startedMs) };
}
