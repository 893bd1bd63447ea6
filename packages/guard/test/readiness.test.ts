import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GuardError } from '../src/guard-error.ts';
import { createReadiness } from '../src/readiness.ts';

const never = new Promise<never>(() => {});

describe('waiting until a guard is ready', { timeout: 60_000 }, () => {
  it('ends when its time is over, whatever is still being fetched, and says what is missing', async () => {
    const cases = [
      [createReadiness({ refresh: () => never }, Promise.resolve(), 20), /^The keys of the issuer/],
      [createReadiness({ refresh: async () => {} }, never, 20), /^The revocation log of the issuer/],
    ] as const;
    for (const [readiness, message] of cases) {
      await assert.rejects(readiness.wait(), (error) => {
        assert.ok(error instanceof GuardError && error.code === 'not_ready');
        return message.test(error.message);
      });
    }
  });

  it('says why the keys did not come', async () => {
    const cause = new GuardError('fetch_failed', 'GET https://id.example.com failed');
    const readiness = createReadiness({ refresh: () => Promise.reject(cause) }, Promise.resolve(), 20);
    await assert.rejects(readiness.wait(), (error) => error instanceof GuardError && error.cause === cause);
  });

  it('ends when the guard is closed, whatever is still being fetched', async () => {
    for (const readiness of [
      createReadiness({ refresh: () => never }, Promise.resolve()),
      createReadiness({ refresh: async () => {} }, never),
      createReadiness({ refresh: () => Promise.reject(new Error('no answer')) }, never),
    ]) {
      const waiting = readiness.wait();
      readiness.close();
      await assert.rejects(waiting, (error) => error instanceof GuardError && error.code === 'closed');
      await assert.rejects(readiness.wait(), (error) => error instanceof GuardError && error.code === 'closed');
    }
  });
});
