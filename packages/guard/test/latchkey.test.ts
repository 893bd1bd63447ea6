import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  clientSecrets,
  openTestAuthority,
  ordersApi,
  type TestAuthority,
} from '@latchkey/testing/authority-in-process';
import { recordSecret } from '@latchkey/testing/run';
import { createGuard } from '../src/create-guard.ts';
import type { Guard } from '../src/guard.ts';
import { describeDecision } from './kit/describe-decision.ts';
import { bearer } from './kit/test-guard.ts';

describe('a guard before Latchkey itself', () => {
  let authority: TestAuthority;
  let guard: Guard;
  const warnings: string[] = [];

  before(async () => {
    authority = await openTestAuthority();
    guard = createGuard({
      issuer: authority.issuer,
      audience: ordersApi,
      credentials: { clientId: 'orders-api', clientSecret: clientSecrets['orders-api'] },
      fetch: (input, init) => authority.fetch(new Request(input, init)),
      clock: { nowMs: () => authority.clock.nowMs(), monotonicMs: () => performance.now() },
      onWarning: (message) => warnings.push(message),
    });
    await guard.ready();
  });
  after(async () => {
    guard.close();
    await authority.close();
  });

  function post(path: string, clientId: 'service', parameters: Record<string, string>): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecrets[clientId]}`).toString('base64')}`;
    return authority.fetch(path, { method: 'POST', headers: { authorization }, body: new URLSearchParams(parameters) });
  }

  async function getToken(): Promise<string> {
    const response = await post('/token', 'service', { grant_type: 'client_credentials', resource: ordersApi });
    assert.equal(response.status, 200);
    const { access_token: token } = (await response.json()) as { access_token: string };
    return recordSecret(token);
  }

  it('T1 lets in what it issues, with scope and permissions', async () => {
    const route = guard.route({ scope: 'orders:read', permission: 'orders.read', maxAgeSeconds: 60 });
    const decision = await guard.decide(bearer(await getToken()), route);
    assert.equal(describeDecision(decision), 'allowed');
    assert.deepEqual(warnings, []);
  });

  it('V4 refuses what it did not grant', async () => {
    const decision = await guard.decide(bearer(await getToken()), guard.route({ scope: 'orders:write' }));
    assert.equal(describeDecision(decision), 'insufficient_scope by scope');
  });

  it('V6 refuses a token that its holder has revoked, and not the next one', { timeout: 120_000 }, async () => {
    const token = await getToken();
    assert.equal(describeDecision(await guard.decide(bearer(token))), 'allowed');
    assert.equal((await post('/revoke', 'service', { token })).status, 200);
    const startedAtMs = performance.now();
    while ((await guard.decide(bearer(token))).allowed) await new Promise((resolve) => setTimeout(resolve, 5));
    console.log(`refused ${Math.round(performance.now() - startedAtMs)} ms after the answer to the revocation`);
    assert.equal(describeDecision(await guard.decide(bearer(token))), 'revoked by not-revoked');
    assert.equal(describeDecision(await guard.decide(bearer(await getToken()))), 'allowed');
  });
});
