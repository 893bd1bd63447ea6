import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReadiness } from '../src/readiness.ts';

describe('readiness', () => {
  it('tries until the authority answers', async () => {
    let tries = 0;
    const readiness = createReadiness(async () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
    });
    await readiness.wait();
    assert.equal(tries, 3);
  });

  it('ends with the proxy, also while an answer is awaited', async () => {
    const readiness = createReadiness(() => new Promise(() => {}));
    const waiting = readiness.wait();
    readiness.close();
    await assert.rejects(waiting, { name: 'BffError', code: 'closed' });
    await assert.rejects(readiness.wait(), { code: 'closed' });
  });

  it('gives up in the end, and says why without the message of the failure', async () => {
    const secret = 'what an error of others may quote';
    const failure = Object.assign(new Error(secret), { code: 'ECONNREFUSED' });
    const readiness = createReadiness(() => Promise.reject(failure), 20);
    await assert.rejects(readiness.wait(), (error: Error & { code: string }) => {
      assert.equal(error.code, 'not_ready');
      assert.match(error.message, /cannot be read \(ECONNREFUSED\); check issuer$/);
      return !error.message.includes(secret);
    });
    await assert.rejects(createReadiness(() => new Promise(() => {}), 20).wait(), /\(no answer\)/);
  });
});
