import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deviceCookieTtlSeconds, ownApiTokenTtlSeconds } from '@latchkey/server';
import { loadConfig } from '@latchkey/server/config';
import { createDataDirectory } from '@latchkey/testing/run';
import { createKeyPolicy } from '../src/key-policy.ts';

describe('createKeyPolicy', () => {
  it('K2 keeps every key for as long as anything made with it may live', async () => {
    const env = { LATCHKEY_DATA_DIRECTORY: createDataDirectory('key-policy') };
    const { config } = await loadConfig({
      file: 'latchkey.config.ts',
      cwd: new URL('../../..', import.meta.url).pathname,
      env,
    });
    const { retainMs, jwksTtlMs, signingKeyTtlMs } = createKeyPolicy(config);
    const longestAccessTokenMs = Math.max(
      ...config.apis.map(({ accessTokenTtlSeconds }) => accessTokenTtlSeconds * 1000),
    );
    const longestIdleMs = Math.max(...config.clients.map(({ refreshIdleTtlSeconds }) => refreshIdleTtlSeconds * 1000));
    assert.equal(jwksTtlMs, 300_000);
    assert.equal(signingKeyTtlMs, 30 * 86_400_000);
    assert.ok(retainMs.access_token > longestAccessTokenMs);
    assert.ok(retainMs.access_token > ownApiTokenTtlSeconds * 1000, 'tokens for the authority alone');
    assert.ok(retainMs.refresh_token > longestIdleMs);
    assert.ok(
      retainMs.id_token > config.lifetimes.rememberedSessionAbsoluteSeconds * 1000,
      'as a hint, in its session',
    );
    assert.ok(retainMs.browser >= config.lifetimes.interactionSeconds * 1000);
    assert.ok(retainMs.browser >= deviceCookieTtlSeconds * 1000);
  });

  it('does not fail where there is neither API nor client', async () => {
    const config = {
      lifetimes: {
        idTokenSeconds: 300,
        rememberedSessionAbsoluteSeconds: 600,
        jwksSeconds: 1,
        signingKeySeconds: 60,
        interactionSeconds: 60,
      },
      apis: [],
      clients: [],
    };
    const { retainMs } = createKeyPolicy(config as never);
    assert.ok(Object.values(retainMs).every((value) => Number.isSafeInteger(value) && value > 0));
  });
});
