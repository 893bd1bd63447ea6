import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { createAuthority } from '../../src/authority/authority.ts';
import type { Gate } from '../../src/gate.ts';
import { readSessionSecret } from '../../src/session/session-secret.ts';
import { openTokens } from '../../src/session/session-tokens.ts';
import { BffStoreUnavailableError } from '../../src/session/store.ts';
import type { AppBrowser } from '../kit/app-browser.ts';
import { openWiredAuthority, type WiredAuthority } from '../kit/test-authority.ts';
import { openTestBff, requireRefusal, requireToken, type TestBff, type TestBffOptions } from '../kit/test-bff.ts';

const hourMs = 3_600_000;

describe('a refresh across processes', () => {
  let wire: WiredAuthority;
  let test: TestBff;
  let browser: AppBrowser;
  let sibling: Gate;

  before(async () => {
    wire = await openWiredAuthority();
  });
  after(() => wire.authority.close());

  async function open(options: TestBffOptions = {}): Promise<void> {
    test = await openTestBff({ wire, file: join(createDataDirectory('bff'), 'bff.db'), ...options });
    browser = test.createBrowser();
    await test.signIn(browser, await test.wire.authority.createUser());
    sibling = (await test.openSibling()).gate;
  }
  afterEach(() => test.close());

  function readSecret() {
    return readSessionSecret(browser.cookie('__Host-Http-latchkey-app'))!;
  }

  it('B4 happens once for two processes over one store, however many requests wait in each', async () => {
    await open();
    const ask = async (gate: Gate) =>
      requireToken(await gate.accessToken(await test.admit(browser, gate), test.orders));
    const tokens = await Promise.all(
      Array.from({ length: 50 }, (_, index) => ask(index % 2 === 0 ? test.gate : sibling)),
    );
    assert.equal(test.wire.countRefreshes(), 1);
    assert.equal(new Set(tokens).size, 1);

    test.advance(hourMs);
    const later = await Promise.all(
      Array.from({ length: 50 }, (_, index) => ask(index % 2 === 0 ? test.gate : sibling)),
    );
    assert.equal(test.wire.countRefreshes(), 2);
    assert.equal(new Set(later).size, 1);
    assert.notEqual(later[0], tokens[0]);
  });

  it('B4 uses what another process got meanwhile', async () => {
    await open();
    const [here, there] = [await test.admit(browser), await test.admit(browser, sibling)];
    const token = requireToken(await sibling.accessToken(there, test.orders));
    assert.equal(requireToken(await test.gate.accessToken(here, test.orders)), token);
    assert.equal(requireToken(await test.gate.renewAccessToken(here, test.orders, 'an older one')), token);
    assert.equal(test.wire.countRefreshes(), 1);
  });

  it('B4 knows that another process has just had a refused one replaced', async () => {
    await open();
    const [here, there] = [await test.admit(browser), await test.admit(browser, sibling)];
    const refused = requireToken(await sibling.accessToken(there, test.orders));
    const replacement = requireToken(await sibling.renewAccessToken(there, test.orders, refused));
    assert.equal(requireToken(await test.gate.accessToken(here, test.orders)), replacement);
    const stands = await test.gate.renewAccessToken(await test.admit(browser), test.orders, replacement);
    assert.deepEqual(stands, { ok: true, value: undefined });
    assert.equal(test.wire.countRefreshes(), 2);
  });

  it('B4 outlives a process that died after the authority rotated and before the store knew', async () => {
    let looks = 0;
    await open({
      wrapStore: (store) => ({
        ...store,
        claimRefresh(request) {
          looks += 1;
          return store.claimRefresh(request);
        },
      }),
    });
    const secret = readSecret();
    const stored = (await test.store.findSession(secret.sessionDigest, { touch: false }))!;
    const { refreshToken, subject } = openTokens(stored.sealedTokens, secret)!;
    const dead = { sessionDigest: secret.sessionDigest, version: stored.version, claimId: 'dead', leaseMs: 10_000 };
    assert.deepEqual(await test.store.claimRefresh(dead), { status: 'claimed' });
    const { settings, wire, orders } = test;
    const authority = createAuthority({ settings, fetch: wire.fetch, nowMs: Date.now });
    const rotated = await authority.refresh({ refreshToken, subject, api: orders });
    assert.equal(rotated.status, 'refreshed');

    const asking = test.gate.accessToken(await test.admit(browser), orders);
    while (looks < 4) await wait(10);
    assert.equal(wire.countRefreshes(), 1, 'it cut in on the holder');
    test.advance(10_001);
    requireToken(await asking);
    // The authority took the superseded token once more, and the session lives on.
    requireToken(await test.gate.accessToken(await test.admit(browser), test.invoices));
    assert.equal(wire.countRefreshes(), 3);
  });

  it('B4 asks nobody to wait for ever: 503 while a holder neither finishes nor dies', async (context) => {
    await open();
    const { sessionDigest } = readSecret();
    let busyMs = 0;
    // The time goes on with every look at the store, not with the clock on the wall.
    context.mock.method(performance, 'now', () => busyMs);
    const claim = test.store.claimRefresh.bind(test.store);
    context.mock.method(test.store, 'claimRefresh', async (request: Parameters<typeof claim>[0]) => {
      busyMs += 3000;
      return await claim({ ...request, leaseMs: 60_000 });
    });
    await claim({ sessionDigest, version: 0, claimId: 'stuck', leaseMs: 60_000 });
    const live = await test.admit(browser);
    assert.equal(requireRefusal(await test.gate.accessToken(live, test.orders)), 'authority_unavailable');
    assert.equal(test.wire.countRefreshes(), 0);
  });

  it('drops what it got when it was too slow, and takes what is there', async () => {
    await open();
    const { sessionDigest } = readSecret();
    let once = true;
    test.wire.intercept = async (request) => {
      if (!once || !request.url.endsWith('/token')) return undefined;
      once = false;
      // Its lease runs out while the authority takes its time, and another process does it meanwhile.
      test.advance(10_001);
      requireToken(await sibling.accessToken(await test.admit(browser, sibling), test.orders));
      return undefined;
    };
    const token = requireToken(await test.gate.accessToken(await test.admit(browser), test.orders));
    const stored = (await test.store.findSession(sessionDigest, { touch: false }))!;
    assert.equal(stored.version, 1);
    assert.equal(openTokens(stored.sealedTokens, readSecret())?.accessTokens['/api/orders']?.token, token);
  });

  it('gives back what it got for a session that was signed out meanwhile', async () => {
    await open();
    const { sessionDigest } = readSecret();
    test.wire.intercept = async (request) => {
      if (request.url.endsWith('/token')) await test.store.endSession(sessionDigest);
      return undefined;
    };
    const live = await test.admit(browser);
    assert.equal(requireRefusal(await test.gate.accessToken(live, test.orders)), 'session_ended');
    assert.equal(test.wire.sent.at(-1)?.path, '/revoke');
    recordSecret(test.wire.sent.at(-1)?.form.get('token') ?? 'no token was revoked');
  });

  it('B4 keeps trying to store what it got while the store stumbles', async () => {
    let stumbles = 3;
    await open({
      wrapStore: (store) => ({
        ...store,
        async replaceTokens(request) {
          stumbles -= 1;
          if (stumbles >= 0) throw new BffStoreUnavailableError('locked');
          return await store.replaceTokens(request);
        },
      }),
    });
    requireToken(await test.gate.accessToken(await test.admit(browser), test.orders));
    assert.equal(test.wire.countRefreshes(), 1);
    assert.equal((await test.store.findSession(readSecret().sessionDigest, { touch: false }))?.version, 1);
  });

  it('gives the lease back when the authority fails, so that the next one need not wait for its end', async () => {
    const answers: string[] = [];
    await open({
      wrapStore: (store) => ({
        ...store,
        async claimRefresh(request) {
          const claim = await store.claimRefresh(request);
          answers.push(claim.status);
          return claim;
        },
      }),
    });
    wire.cut();
    const live = await test.admit(browser);
    assert.equal(requireRefusal(await test.gate.accessToken(live, test.orders)), 'authority_unavailable');
    wire.mend();
    requireToken(await test.gate.accessToken(live, test.orders));
    assert.deepEqual(answers, ['claimed', 'claimed']);
  });

  it('keeps no token that has expired', async () => {
    await open();
    requireToken(await test.gate.accessToken(await test.admit(browser), test.orders));
    test.advance(hourMs);
    requireToken(await test.gate.accessToken(await test.admit(browser), test.invoices));
    const stored = (await test.store.findSession(readSecret().sessionDigest, { touch: false }))!;
    assert.deepEqual(Object.keys(openTokens(stored.sealedTokens, readSecret())!.accessTokens), ['/api/invoices']);
  });
});
