import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import type { RouteOptions } from '../src/route.ts';
import { describeDecision } from './kit/describe-decision.ts';
import { openStandardsIssuer, type StandardsIssuer } from './kit/standards-issuer.ts';
import { bearer, openTestGuard, type TestGuard } from './kit/test-guard.ts';

describe('a guard before a standards-compliant issuer', () => {
  let issuer: StandardsIssuer;
  let test: TestGuard;

  before(async () => {
    issuer = await openStandardsIssuer();
    issuer.addKey();
  });
  after(() => issuer.close());
  beforeEach(async () => {
    test = openTestGuard(issuer.issuer);
    await test.guard.ready();
  });

  function nowSeconds(): number {
    return Math.floor(test.clock.nowMs() / 1000);
  }

  /** The code of the answer and the rule that decided, or that it is allowed. */
  async function judge(claims: Record<string, unknown> = {}, route: RouteOptions = {}): Promise<string> {
    const token = recordSecret(issuer.issue(claims));
    return describeDecision(await test.guard.decide(bearer(token), test.guard.route(route)));
  }

  it('V5 decides synchronously once its keys are in memory', () => {
    const decision = test.guard.decide(bearer(issuer.issue()));
    assert.ok(!(decision instanceof Promise));
    assert.equal(describeDecision(decision), 'allowed');
  });

  it('gives the claims in one shape, with those of the application, and no grant where jti names none', async () => {
    const decision = await test.guard.decide(bearer(issuer.issue({ tenant: 'acme', aud: 'https://api.example.com' })));
    assert.ok(decision.allowed);
    const { token } = decision;
    assert.deepEqual(token.claims.aud, ['https://api.example.com']);
    assert.equal(token.claims.scope, 'orders:read profile');
    assert.deepEqual([...token.scopes], ['orders:read', 'profile']);
    assert.equal((token.claims as { tenant?: unknown }).tenant, 'acme');
    assert.equal(token.grantId, undefined);
  });

  it('takes a token without rev for older than every revocation of its user', async () => {
    const decision = await test.guard.decide(bearer(issuer.issue()));
    assert.ok(decision.allowed);
    assert.equal(decision.token.claims.rev, 0);
  });

  it('T11 refuses another issuer and another audience', async () => {
    assert.equal(await judge({ iss: `${issuer.issuer}/` }), 'invalid_token by issuer');
    assert.equal(await judge({ aud: ['https://other.example.com'] }), 'invalid_token by audience');
    assert.equal(await judge({ aud: 'https://api.example.com.evil.example' }), 'invalid_token by audience');
  });

  it('V3 refuses a token from its expiry on, give or take the leeway', async () => {
    const now = test.clock.nowMs() / 1000;
    assert.equal(await judge({ iat: nowSeconds() - 100, exp: Math.ceil(now) - 9 }), 'allowed');
    assert.equal(await judge({ iat: nowSeconds() - 100, exp: Math.floor(now) - 10 }), 'expired by not-expired');
  });

  it('V3 refuses an iat or nbf further ahead than the leeway', async () => {
    const exp = nowSeconds() + 300;
    assert.equal(await judge({ iat: nowSeconds() + 10, exp }), 'allowed');
    assert.equal(await judge({ iat: nowSeconds() + 12, exp }), 'invalid_token by already-valid');
    assert.equal(await judge({ nbf: nowSeconds() + 10 }), 'allowed');
    assert.equal(await judge({ nbf: nowSeconds() + 12 }), 'invalid_token by already-valid');
    assert.equal(await judge({ nbf: 'tomorrow' }), 'invalid_token by claims-complete');
  });

  it('refuses a token made to live longer than the cap, however young it is', async () => {
    const iat = nowSeconds();
    assert.equal(await judge({ iat, exp: iat + 86_400 }), 'allowed');
    assert.equal(await judge({ iat, exp: iat + 86_401 }), 'invalid_token by short-lived');
  });

  it('V3 lets a route demand a recent token', async () => {
    const iat = nowSeconds() - 60;
    assert.equal(await judge({ iat }, { maxAgeSeconds: 61 }), 'allowed');
    assert.equal(await judge({ iat: iat - 2 }, { maxAgeSeconds: 61 }), 'token_too_old by recent-token');
  });

  it('V3 lets a route demand a recent sign-in, which a token without auth_time cannot show', async () => {
    const route = { maxAuthenticationAgeSeconds: 60 };
    const refused = 'insufficient_user_authentication by recent-sign-in';
    assert.equal(await judge({ auth_time: nowSeconds() - 58 }, route), 'allowed');
    assert.equal(await judge({ auth_time: nowSeconds() - 62 }, route), refused);
    assert.equal(await judge({ auth_time: nowSeconds() + 60 }, route), refused);
    assert.equal(await judge({}, route), refused);
  });

  it('V3 lets a route demand a strong sign-in', async () => {
    const route = { acrValues: ['mfa', 'hardware'] };
    const refused = 'insufficient_user_authentication by strong-sign-in';
    assert.equal(await judge({ acr: 'hardware' }, route), 'allowed');
    assert.equal(await judge({ acr: 'password' }, route), refused);
    assert.equal(await judge({}, route), refused);
  });

  it('RFC 9470 §3 names all that the route demands of a sign-in, whichever part is missing', async () => {
    const route = test.guard.route({ maxAuthenticationAgeSeconds: 60, acrValues: ['mfa'] });
    const now = nowSeconds();
    for (const claims of [
      { acr: 'mfa', auth_time: now - 100 },
      { acr: 'password', auth_time: now },
    ]) {
      const decision = await test.guard.decide(bearer(issuer.issue(claims)), route);
      assert.ok(!decision.allowed);
      const { maxAgeSeconds, acrValues } = decision.problem;
      assert.deepEqual({ maxAgeSeconds, acrValues }, { maxAgeSeconds: 60, acrValues: ['mfa'] });
    }
  });

  it('V4 demands every scope of a route and nothing that only looks like one', async () => {
    assert.equal(await judge({}, { scope: 'orders:read' }), 'allowed');
    assert.equal(await judge({}, { scope: 'orders:read profile' }), 'allowed');
    assert.equal(await judge({}, { scope: ['orders:read', 'orders:write'] }), 'insufficient_scope by scope');
    assert.equal(await judge({}, { scope: 'orders' }), 'insufficient_scope by scope');
    assert.equal(await judge({ scope: undefined }, { scope: 'orders:read' }), 'insufficient_scope by scope');
  });

  it('V4 demands every permission of a route', async () => {
    const route = { permission: ['orders.approve', 'orders.cancel'] };
    assert.equal(await judge({ permissions: ['orders.cancel', 'orders.approve'] }, route), 'allowed');
    assert.equal(await judge({ permissions: ['orders.cancel'] }, route), 'insufficient_permission by permission');
    assert.equal(await judge({}, route), 'insufficient_permission by permission');
  });

  it('refuses tokens whose claims are missing or of the wrong shape', async () => {
    for (const claims of [
      ...[{ sub: undefined }, { jti: undefined }, { client_id: undefined }, { exp: undefined }, { iat: undefined }],
      ...[{ aud: [] }, { aud: [1] }, { scope: ['orders:read'] }, { exp: '9999999999' }, { permissions: 'all' }],
      ...[{ rev: -1 }, { rev: null }],
    ]) {
      assert.equal(await judge(claims), 'invalid_token by claims-complete', JSON.stringify(claims));
    }
  });

  it('V6 refuses what is revoked, at once and from the cache', async () => {
    const token = issuer.issue({ sid: 'session-1' });
    assert.equal(describeDecision(await test.guard.decide(bearer(token))), 'allowed');
    test.revocations.revoke('session-1');
    assert.equal(describeDecision(await test.guard.decide(bearer(token))), 'revoked by not-revoked');
  });

  it('K3 refuses every token of a withdrawn key, also one in the cache, while the key set still has it', async () => {
    const key = issuer.addKey('leaked');
    const token = issuer.issue({}, {}, key);
    test.clock.advance(11_000);
    assert.equal(describeDecision(await test.guard.decide(bearer(token))), 'allowed');
    test.revocations.withdrawnKids.add('leaked');
    assert.equal(describeDecision(await test.guard.decide(bearer(token))), 'revoked by known-key');
    assert.equal(describeDecision(await test.guard.decide(bearer(issuer.issue({}, {}, key)))), 'revoked by known-key');
  });
});
