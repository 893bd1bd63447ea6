import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openLogoutReceiver, verifyLogoutToken } from '@latchkey/testing/logout-receiver';
import { pollFor } from '@latchkey/testing/poll';
import { maxInFlight } from '../../../src/sessions/logout-notifications/notifier.ts';
import { logoutNotificationTtlMs } from '../../../src/sessions/logout-notifications/store.ts';
import { StoreUnavailableError } from '../../../src/store.ts';
import { testContext } from '../../test-context.ts';
import { type NotifiedAuthority, openNotifiedAuthority } from './notified-authority.ts';

/** Past every lease and delay between two attempts. */
const longMs = 700_000;

describe('startLogoutNotifier', () => {
  let authority: NotifiedAuthority;
  beforeEach(async () => {
    authority = await openNotifiedAuthority();
  });
  afterEach(() => authority.close());

  const advance = (ms: number) => authority.driver.authority.advance(ms);
  const countLines = (outcome: string) => authority.lines.filter((line) => line['outcome'] === outcome).length;
  const waitForLines = (outcome: string, count: number) =>
    pollFor(`${count} lines that say ${outcome}`, () => countLines(outcome) >= count);
  const listAbandoned = async () => {
    const events = await authority.driver.authority.store.listAuditEvents({ limit: 1000 });
    return events.filter(({ type }) => type === 'logout.notification_abandoned');
  };
  /** What the store still holds, once every lease is over. */
  const claimRest = async () => {
    advance(longMs);
    const request = { limit: 1000, leaseMs: 1 };
    return await authority.driver.authority.store.claimLogoutNotifications(request, testContext);
  };

  it('R1 tries again until the application takes it, each time with a new token', async () => {
    authority.shop.answer((_request, response) => void response.writeHead(503).end());
    authority.start();
    const session = await authority.signIn();
    await authority.signOut(session);
    for (let attempts = 1; attempts <= 3; attempts += 1) {
      await waitForLines('failed', attempts);
      advance(30_000);
    }
    authority.shop.answer((_request, response) => void response.end());
    advance(longMs);
    await waitForLines('delivered', 1);
    const { tokens } = authority.shop;
    const claims = await Promise.all(
      tokens.map(async (token) => {
        const verified = await verifyLogoutToken(token, () => authority.driver.authority.fetch('/jwks'));
        return verified.claims;
      }),
    );
    assert.deepEqual(new Set(claims.map(({ sid }) => sid)), new Set([session.sessionId]));
    assert.equal(new Set(claims.map(({ jti }) => jti)).size, tokens.length);
    await authority.start().stop();
    assert.deepEqual(await claimRest(), []);
    assert.deepEqual(await listAbandoned(), []);
  });

  it('R1 tells at once, without waiting until it looks again', async () => {
    authority.start({}, 3_600_000);
    await authority.signOut(await authority.signIn());
    await authority.shop.waitFor(1);
  });

  it('R1 reaches an application that was down', async (test) => {
    const { uri } = authority.shop;
    await authority.shop.close();
    authority.start();
    await authority.signOut(await authority.signIn());
    await waitForLines('failed', 1);
    const { level, message, ...fields } = authority.lines.find((line) => line['outcome'] === 'failed') ?? {};
    assert.deepEqual(
      { level, message, ...fields },
      {
        level: 'warn',
        message: 'logout notification',
        clientId: 'web-app',
        attempt: 1,
        outcome: 'failed',
        status: undefined,
        cause: 'ECONNREFUSED',
      },
    );
    const again = await openLogoutReceiver(Number(new URL(uri).port));
    test.after(() => again.close());
    advance(longMs);
    await again.waitFor(1);
  });

  it('Back-Channel Logout §2.8 gives up what the application refuses', async () => {
    authority.shop.answer((_request, response) => void response.writeHead(400).end());
    authority.start();
    await authority.signOut(await authority.signIn());
    await waitForLines('refused', 1);
    await pollFor('the event', async () => (await listAbandoned()).length === 1);
    assert.equal((await listAbandoned())[0]?.clientId, 'web-app');
    assert.deepEqual(await claimRest(), []);
    assert.equal(authority.shop.tokens.length, 1);
  });

  it('gives up when the time is over', async () => {
    authority.shop.answer((_request, response) => void response.writeHead(503).end());
    authority.start();
    await authority.signOut(await authority.signIn());
    await waitForLines('failed', 1);
    advance(logoutNotificationTtlMs);
    await pollFor('the event', async () => (await listAbandoned()).length === 1);
    assert.equal(authority.shop.tokens.length, 1);
  });

  it('follows no redirect', async () => {
    const { uri } = authority.other;
    authority.shop.answer((_request, response) => void response.writeHead(307, { location: uri }).end());
    authority.start();
    await authority.signOut(await authority.signIn());
    await waitForLines('failed', 1);
    assert.deepEqual(authority.other.tokens, []);
  });

  it('R1 delivers what a process that crashed had taken, once its lease is over', async () => {
    await authority.signOut(await authority.signIn());
    const { store } = authority.driver.authority;
    const taken = await store.claimLogoutNotifications({ limit: 10, leaseMs: 60_000 }, testContext);
    assert.equal(taken.length, 1);
    authority.start();
    const next = await authority.signIn();
    await authority.signOut(next);
    await authority.shop.waitFor(1);
    advance(60_000);
    await authority.shop.waitFor(2);
  });

  it('gives up what is for a client that wants it no more', async () => {
    await authority.signOut(await authority.signIn());
    const { store } = authority.driver.authority;
    const [taken] = await store.claimLogoutNotifications({ limit: 10, leaseMs: 1 }, testContext);
    assert.ok(taken);
    let isFirst = true;
    authority.start({
      async claimLogoutNotifications() {
        const found = isFirst ? [{ ...taken, clientId: 'spa' as typeof taken.clientId }] : [];
        isFirst = false;
        return found;
      },
    });
    await pollFor('the event', async () => (await listAbandoned()).length === 1);
    assert.deepEqual(authority.shop.tokens, []);
  });

  it('finishes what is being sent when it stops, and takes nothing more', async () => {
    const waiting: ServerResponse[] = [];
    authority.shop.answer((_request, response) => void waiting.push(response));
    const [first, second] = [await authority.signIn(), await authority.signIn()];
    const notifier = authority.start();
    await authority.signOut(first);
    await authority.shop.waitFor(1);
    let isStopped = false;
    const stopping = notifier.stop().then(() => {
      isStopped = true;
    });
    await authority.signOut(second);
    assert.equal(isStopped, false);
    for (const response of waiting) response.end();
    await stopping;
    assert.equal(countLines('delivered'), 1);
    assert.equal(authority.shop.tokens.length, 1);
    assert.equal((await claimRest()).length, 1, 'the second waits for the next start');
    await notifier.stop();
  });

  it('takes nothing more when it stops, however much is due', async () => {
    for (let count = 0; count <= maxInFlight; count += 1) await authority.signOut(await authority.signIn());
    const waiting: ServerResponse[] = [];
    authority.shop.answer((_request, response) => void waiting.push(response));
    const notifier = authority.start();
    await pollFor('so many attempts', () => waiting.length === maxInFlight);
    const stopping = notifier.stop();
    authority.shop.answer((_request, response) => void response.end());
    for (const response of waiting) response.end();
    await stopping;
    assert.equal((await claimRest()).length, 1);
    assert.equal(authority.shop.tokens.length, maxInFlight);
  });

  it('has so many attempts under way at most', async () => {
    const waiting: ServerResponse[] = [];
    const sessions = [];
    for (let count = 0; count < maxInFlight + 5; count += 1) sessions.push(await authority.signIn());
    for (const session of sessions) await authority.signOut(session);
    authority.shop.answer((_request, response) => void waiting.push(response));
    authority.start();
    await pollFor('so many attempts', () => waiting.length === maxInFlight);
    let most = 0;
    authority.shop.answer((_request, response) => {
      most = Math.max(most, authority.shop.tokens.length - countLines('delivered'));
      response.end();
    });
    for (const response of waiting) response.end();
    await waitForLines('delivered', maxInFlight + 5);
    assert.ok(most <= maxInFlight, `${most} at a time`);
  });

  it('tries an application that is down one at a time, so that it holds up nobody else’s', async () => {
    const sessions = [];
    for (let count = 0; count < maxInFlight + 5; count += 1) sessions.push(await authority.signIn());
    const first = await authority.signIn();
    const shared = await authority.signIn('other-app');
    authority.shop.answer((_request, response) => void response.writeHead(503).end());
    authority.start();
    await authority.signOut(first);
    await waitForLines('failed', 1);

    const waiting: ServerResponse[] = [];
    authority.shop.answer((_request, response) => void waiting.push(response));
    for (const session of sessions) await authority.signOut(session);
    await authority.signOut(shared);
    await authority.other.waitFor(1);
    // An attempt takes five seconds at most, and here all of it may take longer.
    const underWay = waiting.filter((response) => !response.closed);
    assert.ok(underWay.length <= 1, `${underWay.length} at a time`);

    authority.shop.answer((_request, response) => void response.end());
    for (const response of waiting) response.end();
    for (let tries = 0; tries < 4; tries += 1) advance(600_000);
    await waitForLines('delivered', sessions.length + 3);
  });

  it('waits while the store does not answer, says so once, and goes on', async () => {
    const { store } = authority.driver.authority;
    let isDown = true;
    let asked = 0;
    authority.start({
      claimLogoutNotifications(request, context) {
        asked += 1;
        if (isDown) throw new StoreUnavailableError('closed');
        return store.claimLogoutNotifications(request, context);
      },
    });
    await authority.signOut(await authority.signIn());
    await pollFor('the third question', () => asked >= 3);
    isDown = false;
    await authority.shop.waitFor(1);
    assert.deepEqual(
      authority.lines.filter(({ level }) => level === 'error').map(({ message }) => message),
      ['logout notifications could not be read'],
    );
  });

  it('sends it again when the outcome could not be recorded', async () => {
    const { store } = authority.driver.authority;
    let isDown = true;
    authority.start({
      async settleLogoutNotification(...args) {
        if (isDown) throw new StoreUnavailableError('closed');
        await store.settleLogoutNotification(...args);
      },
    });
    await authority.signOut(await authority.signIn());
    await pollFor('the error in the log', () => authority.lines.some(({ level }) => level === 'error'));
    isDown = false;
    advance(longMs);
    await authority.shop.waitFor(2);
  });

  it('O1 names client, outcome, status and attempt in the log, and neither token, person nor session', async () => {
    authority.shop.answer((_request, response) => void response.writeHead(503).end('a body'));
    authority.start();
    const session = await authority.signIn('other-app');
    await authority.signOut(session);
    await waitForLines('failed', 1);
    await waitForLines('delivered', 1);
    assert.deepEqual(
      authority.lines.map((line) => Object.keys(line)),
      authority.lines.map(() => ['level', 'message', 'clientId', 'attempt', 'outcome', 'status', 'cause']),
    );
    const text = JSON.stringify(authority.lines);
    const [token = ''] = authority.shop.tokens;
    for (const secret of [token, session.sessionId, authority.driver.person.userId, 'a body']) {
      assert.ok(!text.includes(secret));
    }
  });
});
