import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type CachedSignature, createSignatureCache } from '../src/signature-cache.ts';
import { describeDecision } from './kit/describe-decision.ts';
import { openStandardsIssuer, type StandardsIssuer } from './kit/standards-issuer.ts';
import { bearer, openTestGuard, type TestGuard } from './kit/test-guard.ts';

/** Something to tell entries apart by; the cache does not look inside. */
function createEntry(): CachedSignature {
  return {} as CachedSignature;
}

function nameToken(at: number): string {
  return `header.claims.${String(at).padStart(86, 's')}`;
}

/** The entries it still holds, without moving any. */
function countHeld(cache: ReturnType<typeof createSignatureCache>, names: number): number {
  let held = 0;
  for (let at = 0; at < names; at += 1) if (cache.find(nameToken(at)) !== undefined) held += 1;
  return held;
}

describe('the signature cache', () => {
  it('finds what was added, by the whole text and nothing less', () => {
    const cache = createSignatureCache(10);
    const text = nameToken(1);
    cache.add(text, createEntry());
    assert.ok(cache.find(text));
    assert.equal(cache.find(`x${text.slice(1)}`), undefined);
    assert.equal(cache.find(text.slice(1)), undefined);
    cache.drop(text);
    assert.equal(cache.find(text), undefined);
  });

  it('holds no more than its bound', () => {
    const cache = createSignatureCache(100);
    for (let at = 0; at < 10_000; at += 1) cache.add(nameToken(at), createEntry());
    assert.ok(countHeld(cache, 10_000) <= 100);
  });

  it('keeps what is in use while others come and go', () => {
    const cache = createSignatureCache(100);
    cache.add(nameToken(0), createEntry());
    for (let at = 1; at < 10_000; at += 1) {
      cache.add(nameToken(at), createEntry());
      if (at % 40 === 0) assert.ok(cache.find(nameToken(0)), `lost after ${at} others`);
    }
  });

  it('drops an entry from either generation', () => {
    const cache = createSignatureCache(4);
    for (let at = 0; at < 3; at += 1) cache.add(nameToken(at), createEntry());
    for (let at = 0; at < 3; at += 1) cache.drop(nameToken(at));
    assert.equal(countHeld(cache, 3), 0);
  });
});

describe('a decision from the cache', () => {
  let issuer: StandardsIssuer;
  let test: TestGuard;
  let parsed = 0;

  before(async () => {
    issuer = await openStandardsIssuer();
    issuer.addKey();
    issuer.cacheControl = 'max-age=3600';
  });
  after(() => issuer.close());
  beforeEach(async () => {
    parsed = 0;
    test = openTestGuard(issuer.issuer, { parseClaims: () => ({ read: ++parsed }) });
    await test.guard.ready();
  });

  function judge(token: string, route = {}): string {
    return describeDecision(test.guard.decide(bearer(token), test.guard.route(route)));
  }

  it('verifies the signature once', () => {
    const token = issuer.issue();
    for (let times = 0; times < 5; times += 1) assert.equal(judge(token), 'allowed');
    assert.equal(parsed, 1);
  });

  it('verifies each time when the cache is turned off', async () => {
    test = openTestGuard(issuer.issuer, { signatureCacheEntries: 0, parseClaims: () => ({ read: ++parsed }) });
    await test.guard.ready();
    const token = issuer.issue();
    for (let times = 0; times < 5; times += 1) assert.equal(judge(token), 'allowed');
    assert.equal(parsed, 5);
  });

  it('does not outlive the time of the token, of the route, or of the sign-in', () => {
    // By the clock of the guard, which stands still: the time of day has gone on since.
    const iat = Math.floor(test.clock.nowMs() / 1000);
    const token = issuer.issue({ iat, exp: iat + 300, auth_time: iat });
    const route = { maxAgeSeconds: 60, maxAuthenticationAgeSeconds: 120 };
    assert.equal(judge(token, route), 'allowed');
    test.clock.advance(62_000);
    assert.equal(judge(token, route), 'token_too_old by recent-token');
    test.clock.advance(62_000);
    assert.equal(
      judge(token, { maxAuthenticationAgeSeconds: 120 }),
      'insufficient_user_authentication by recent-sign-in',
    );
    assert.equal(judge(token), 'allowed');
    test.clock.advance(190_000);
    assert.equal(judge(token), 'expired by not-expired');
  });

  it('does not carry over from one route to the next', () => {
    const token = issuer.issue();
    assert.equal(judge(token, { scope: 'orders:read' }), 'allowed');
    assert.equal(judge(token, { scope: 'orders:write' }), 'insufficient_scope by scope');
  });

  it('does not carry over from one guard to the next', async () => {
    const other = openTestGuard(issuer.issuer, { audience: 'https://other.example.com' });
    await other.guard.ready();
    const token = issuer.issue({ aud: 'https://api.example.com' });
    assert.equal(judge(token), 'allowed');
    assert.equal(describeDecision(other.guard.decide(bearer(token))), 'invalid_token by audience');
  });

  it('hands out what no handler can change for the next request', () => {
    const token = issuer.issue({ nested: { list: ['a'] }, permissions: ['p'] });
    const decision = test.guard.decide(bearer(token));
    assert.ok(!(decision instanceof Promise) && decision.allowed);
    const { claims, scopes, permissions } = decision.token;
    const { nested } = claims as unknown as { nested: { list: string[] } };
    assert.throws(() => nested.list.push('b'), TypeError);
    assert.throws(() => Object.assign(nested, { more: true }), TypeError);
    assert.throws(() => Object.assign(claims, { sub: 'administrator' }), TypeError);
    assert.throws(() => (claims.aud as string[]).push('x'), TypeError);
    assert.throws(() => (claims.permissions as string[]).push('x'), TypeError);
    assert.throws(() => Object.assign(decision.token, { scopes: new Set(['admin']) }), TypeError);
    assert.throws(() => Set.prototype.add.call(scopes, 'admin'), TypeError);
    assert.throws(() => Object.assign(scopes, { has: () => true }), TypeError);
    scopes.forEach((_member, _same, set) => assert.throws(() => Set.prototype.add.call(set, 'admin'), TypeError));
    assert.equal(permissions.has('p') && !permissions.has('x'), true);
    assert.equal(judge(token, { scope: 'admin' }), 'insufficient_scope by scope');
  });
});
