import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { watchRevocation } from '../public/watch-revocation.js';
import { makeAnswer } from './make-answer.mjs';

/**
 * Watch with a clock that runs only while somebody waits.
 *
 * @param {(nowMs: number) => number} judge - the status the API answers at a time
 * @param {number} endStatus - what the authority answers
 */
async function watch(judge, endStatus) {
  let nowMs = 1000;
  /** @type {number[]} */
  const seen = [];
  const outcome = await watchRevocation({
    end: async () => makeAnswer({ status: endStatus }),
    ask: async () => {
      nowMs += 4;
      return makeAnswer({ status: judge(nowMs - 1000) });
    },
    nowMs: () => nowMs,
    wait: async (delayMs) => {
      nowMs += delayMs;
    },
    onAnswer: ({ status }) => seen.push(status),
  });
  return { outcome, seen };
}

describe('watching a revocation', () => {
  it('tells the time at which the first refusal came', async () => {
    const { outcome, seen } = await watch((atMs) => (atMs < 120 ? 200 : 401), 204);
    assert.equal(outcome.kind, 'refused');
    assert.equal(outcome.kind === 'refused' && outcome.afterMs, 154);
    assert.deepEqual(seen, [200, 200, 200, 401]);
  });

  it('does not take an API that cannot be reached for one that refuses', async () => {
    const { outcome, seen } = await watch((atMs) => [502, 0, 503, 401][Math.floor(atMs / 50)] ?? 401, 204);
    assert.equal(outcome.kind, 'refused');
    assert.deepEqual(seen, [502, 0, 503, 401]);
  });

  it('claims no revocation when the session was not ended by it', async () => {
    const { outcome } = await watch(() => 401, 401);
    assert.equal(outcome.kind, 'not_ended');
  });

  it('waits for the authority’s word before it claims a revocation', async () => {
    /** @type {(answer: import('../public/api-call.js').Answer) => void} */
    let answerEnd = () => {};
    const outcome = await watchRevocation({
      end: () =>
        new Promise((resolve) => {
          answerEnd = resolve;
        }),
      ask: async () => makeAnswer({ status: 401 }),
      nowMs: () => 0,
      wait: async () => {},
      onAnswer: () => void setImmediate(() => answerEnd(makeAnswer({ status: 503 }))),
    });
    assert.equal(outcome.kind === 'not_ended' && outcome.answer.status, 503);
  });

  it('stops asking when the ending failed', async () => {
    const { outcome, seen } = await watch(() => 200, 503);
    assert.equal(outcome.kind === 'not_ended' && outcome.answer.status, 503);
    assert.deepEqual(seen, [200]);
  });

  it('says so when nothing refuses for ten seconds', async () => {
    const { outcome } = await watch(() => 200, 204);
    assert.equal(outcome.kind, 'still_accepted');
  });
});
