/** What a guard answers, moment by moment, while its authority is stopped, hung, restarted or cut from its database. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunningAuthority, startAuthority } from '@latchkey/testing/authority-process';
import { recordSecret } from '@latchkey/testing/run';
import { clientSecretEnvironment, clientSecrets, ordersApi, testConfig } from '@latchkey/testing/test-config';
import { createGuard } from '../../src/create-guard.ts';
import type { Guard } from '../../src/guard.ts';
import type { Route } from '../../src/route.ts';
import { describeDecision } from '../kit/describe-decision.ts';
import { bearer } from '../kit/test-guard.ts';
import { createHurriedClock } from './hurried-clock.ts';

const { issuer: _, ...config } = testConfig;
const stale = 'revocations_unavailable by not-revoked';
const revoked = 'revoked by not-revoked';

describe('a guard whose authority fails', { timeout: 540_000 }, () => {
  let authority: RunningAuthority;
  let guard: Guard;
  let routes: Readonly<Record<'introspect' | 'refuse' | 'accept', Route>>;
  const warnings: string[] = [];
  const clock = createHurriedClock();

  before(async () => {
    authority = await startAuthority({ config, env: clientSecretEnvironment });
    guard = createGuard({
      issuer: authority.issuer,
      audience: ordersApi,
      credentials: { clientId: 'orders-api', clientSecret: clientSecrets['orders-api'] },
      onWarning: (message) => warnings.push(message),
      clock,
    });
    // So long that no slow machine lets what is known grow old by itself.
    routes = {
      introspect: guard.route({ stale: { onStale: 'introspect', maxStaleSeconds: 15 } }),
      refuse: guard.route({ stale: { onStale: 'refuse', maxStaleSeconds: 15 } }),
      accept: guard.route({ stale: { onStale: 'accept', maxStaleSeconds: 15, hardMaxStaleSeconds: 75 } }),
    };
    await guard.ready();
  });
  after(async () => {
    guard.close();
    await authority.stop();
  });

  function post(path: string, parameters: Record<string, string>): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`service:${clientSecrets.service}`).toString('base64')}`;
    const body = new URLSearchParams(parameters);
    return fetch(`${authority.issuer}${path}`, { method: 'POST', headers: { authorization }, body });
  }

  async function issue(): Promise<string> {
    const response = await post('/token', { grant_type: 'client_credentials', resource: ordersApi });
    assert.equal(response.status, 200);
    return recordSecret(((await response.json()) as { access_token: string }).access_token);
  }

  const decide = async (token: string, policy: keyof typeof routes): Promise<string> =>
    describeDecision(await guard.decide(bearer(token), routes[policy]));

  /** Wait for an answer; none but it and the one before may be given. */
  async function expectChange(token: string, policy: keyof typeof routes, from: string, to: string): Promise<void> {
    for (;;) {
      const answer = await decide(token, policy);
      if (answer === to) return;
      assert.equal(answer, from, `on the way from ${from} to ${to} (${policy})`);
      await wait(20);
    }
  }

  async function expectGood(live: string, dead: string): Promise<void> {
    for (const policy of ['introspect', 'refuse', 'accept'] as const) {
      await expectChange(live, policy, stale, 'allowed');
      assert.equal(await decide(dead, policy), revoked);
    }
  }

  /** The whole course of an outage in which the authority cannot be asked either. */
  async function expectOutage(live: string, dead: string): Promise<void> {
    assert.equal(await decide(live, 'refuse'), 'allowed', 'at first nothing has grown old');
    // Ten seconds in one: were there a heartbeat left, nothing would grow old so far.
    await clock.hurry(10, () => expectChange(live, 'refuse', 'allowed', stale));
    assert.equal(await decide(live, 'accept'), 'allowed');
    assert.equal(await decide(live, 'introspect'), stale);
    await clock.hurry(30, () => expectChange(live, 'accept', 'allowed', stale));
    for (const policy of ['introspect', 'refuse', 'accept'] as const) {
      assert.equal(await decide(dead, policy), revoked, 'what is known to be revoked stays refused');
      assert.equal(await decide(live, policy), stale);
    }
  }

  async function issuePair(): Promise<{ readonly live: string; readonly dead: string }> {
    const [live, dead] = [await issue(), await issue()];
    assert.equal((await post('/revoke', { token: dead })).status, 200);
    await expectChange(dead, 'refuse', 'allowed', revoked);
    return { live, dead };
  }

  it('V6 stopped: allows, then asks in vain, refuses or accepts, and never 401; started again: all is well', async () => {
    const { live, dead } = await issuePair();
    const { port, dataDirectory } = authority;
    await authority.kill();
    await expectOutage(live, dead);
    authority = await startAuthority({ config, env: clientSecretEnvironment, port, dataDirectory });
    const missed = await issue();
    assert.equal((await post('/revoke', { token: missed })).status, 200);
    await expectGood(live, dead);
    await expectChange(missed, 'refuse', 'allowed', revoked);
  });

  it('V6 hung: the same as stopped, and all is well when it goes on', async () => {
    const { live, dead } = await issuePair();
    process.kill(authority.pid, 'SIGSTOP');
    try {
      await expectOutage(live, dead);
    } finally {
      process.kill(authority.pid, 'SIGCONT');
    }
    await expectGood(live, dead);
  });

  it('V6 its database locked: no heartbeat, so the same; and all is well when the lock is gone', async () => {
    const { live, dead } = await issuePair();
    // The authority may be writing at this very moment.
    const database = new DatabaseSync(join(authority.dataDirectory, 'latchkey.db'), { timeout: 20_000 });
    database.exec('BEGIN IMMEDIATE');
    try {
      await expectOutage(live, dead);
      const refused = await post('/revoke', { token: live });
      assert.equal(refused.status, 503, 'a revocation that was not written is not acknowledged');
    } finally {
      database.exec('ROLLBACK');
      database.close();
    }
    await expectGood(live, dead);
  });

  it('V6 its feed cut off alone: asks about each token, and hears of a revocation within the time of its cache', async () => {
    const { live, dead } = await issuePair();
    const other = createGuard({
      issuer: authority.issuer,
      audience: ordersApi,
      credentials: { clientId: 'orders-api', clientSecret: clientSecrets['orders-api'] },
      onWarning: (message) => warnings.push(message),
      fetch: (input, init) =>
        String(input).endsWith('/revocations') ? Promise.reject(new TypeError('cut off')) : fetch(input, init),
    });
    const asking = other.route({ stale: { onStale: 'introspect', maxStaleSeconds: 3 } });
    const refusing = other.route({ stale: { onStale: 'refuse', maxStaleSeconds: 3 } });
    const ask = async (token: string, route: Route): Promise<string> =>
      describeDecision(await other.decide(bearer(token), route));
    assert.equal(await ask(live, asking), 'allowed');
    assert.equal(await ask(dead, asking), revoked);
    assert.equal(await ask(live, refusing), stale);
    assert.equal((await post('/revoke', { token: live })).status, 200);
    while ((await ask(live, asking)) === 'allowed') await wait(50);
    assert.equal(await ask(live, asking), revoked);
    other.close();
  });

  it('tells its operator nothing but what he can mend', () => {
    assert.deepEqual(
      warnings.filter((warning) => !/keys|metadata/i.test(warning)),
      [],
    );
  });
});
