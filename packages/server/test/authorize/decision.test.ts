import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decidePerson, needsConsent, type Situation } from '../../src/authorize/decision.ts';
import type { Consent } from '../../src/consents/store.ts';
import type { UserId } from '../../src/ids.ts';
import { createApiCatalogue } from '../../src/mint/api-catalogue.ts';
import type { AuthorizationRequest, SignedIn } from '../../src/services.ts';
import { createSampleConfig, findClient, orders, stock } from '../sample-config.ts';
import { createSignedIn } from '../sample-person.ts';

const startedAtMs = 1_000_000;

function createRequest(overrides: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    client: findClient('web'),
    redirectUri: 'https://app.example.com/callback',
    scopes: ['openid', 'orders:read'],
    resources: [orders],
    state: undefined,
    nonce: undefined,
    codeChallenge: 'x',
    prompt: new Set(),
    maxAgeSeconds: undefined,
    hintedUserId: undefined,
    loginHint: undefined,
    ...overrides,
  };
}

const signInAt = (authenticatedAtMs: number, userId = 'ada'): SignedIn =>
  createSignedIn({ session: { authenticatedAtMs }, user: { userId: userId as UserId } });

function decide(request: Partial<AuthorizationRequest>, rest: Partial<Situation> = {}): string {
  const situation = { signedIn: signInAt(startedAtMs - 60_000), startedAtMs, nowMs: startedAtMs + 10, ...rest };
  return decidePerson({ request: createRequest(request), ...situation }).next;
}

const before = { signedIn: signInAt(startedAtMs - 1) };
const since = { signedIn: signInAt(startedAtMs) };

describe('decidePerson', () => {
  it('goes on with whoever is signed in when nothing special is asked', () => {
    assert.equal(decide({}), 'go_on');
  });

  it('sends a stranger to sign in, or refuses with prompt=none', () => {
    assert.equal(decide({}, { signedIn: undefined }), 'sign_in');
    assert.equal(decide({ prompt: new Set(['none']) }, { signedIn: undefined }), 'refuse');
  });

  it('OIDC Core §3.1.2.3 asks again for prompt=login until the person signed in for this request', () => {
    const prompt = new Set(['login'] as const);
    assert.equal(decide({ prompt }, before), 'sign_in');
    assert.equal(decide({ prompt }, since), 'go_on');
  });

  it('OIDC Core §3.1.2.1 lets the person choose an account once for prompt=select_account', () => {
    const prompt = new Set(['select_account'] as const);
    assert.equal(decide({ prompt }, before), 'sign_in');
    assert.equal(decide({ prompt }, since), 'go_on');
  });

  it('OIDC Core §3.1.2.1 asks again when the sign-in is older than max_age', () => {
    assert.equal(decide({ maxAgeSeconds: 61 }), 'go_on');
    assert.equal(decide({ maxAgeSeconds: 59 }), 'sign_in');
    assert.equal(decide({ maxAgeSeconds: 59, prompt: new Set(['none']) }), 'refuse');
  });

  it('OIDC Core §3.1.2.1 takes max_age=0 as a wish for a fresh sign-in, and is content with one', () => {
    assert.equal(decide({ maxAgeSeconds: 0 }, before), 'sign_in');
    assert.equal(decide({ maxAgeSeconds: 0 }, { ...since, nowMs: startedAtMs + 60_000 }), 'go_on');
  });

  it('takes a sign-in from the future for no fresh one: the clock went back', () => {
    const future = { signedIn: signInAt(startedAtMs + 3_600_000) };
    assert.equal(decide({ prompt: new Set(['login'] as const) }, future), 'sign_in');
    assert.equal(decide({ maxAgeSeconds: 3_600 }, future), 'sign_in');
    assert.equal(decide({}, future), 'go_on');
    const aMomentAhead = { signedIn: signInAt(startedAtMs + 100) };
    assert.equal(decide({ prompt: new Set(['login'] as const) }, aMomentAhead), 'go_on');
    assert.equal(decide({ maxAgeSeconds: 3_600 }, aMomentAhead), 'go_on');
  });

  it('OIDC Core §3.1.2.2 answers about the hinted person only', () => {
    assert.equal(decide({ hintedUserId: 'ada' as UserId }), 'go_on');
    assert.equal(decide({ hintedUserId: 'bob' as UserId }), 'sign_in');
    assert.equal(decide({ hintedUserId: 'bob' as UserId, prompt: new Set(['none']) }), 'refuse');
  });

  it('OIDC Core §3.1.2.2 refuses when another person signed in for it, instead of asking for ever', () => {
    assert.equal(decide({ hintedUserId: 'bob' as UserId }, since), 'refuse');
  });
});

describe('needsConsent', () => {
  const catalogue = createApiCatalogue(createSampleConfig());
  const third = { client: findClient('partner') };
  const all: Consent = { scopes: ['openid', 'orders:read'], resources: [orders, stock], givenAtMs: startedAtMs - 1 };

  it('never asks for a first-party client, unless it wants that', () => {
    assert.equal(needsConsent(createRequest(), undefined, startedAtMs, catalogue), false);
    assert.equal(needsConsent(createRequest({ prompt: new Set(['consent']) }), all, startedAtMs, catalogue), true);
  });

  it('asks once for a third-party client', () => {
    assert.equal(needsConsent(createRequest(third), undefined, startedAtMs, catalogue), true);
    assert.equal(needsConsent(createRequest(third), all, startedAtMs, catalogue), false);
  });

  it('asks again for a scope or an API that was not allowed before', () => {
    const moreScope = createRequest({ ...third, scopes: ['openid', 'orders:read', 'orders:write'] });
    const lessApi = { ...all, resources: [stock] };
    assert.equal(needsConsent(moreScope, all, startedAtMs, catalogue), true);
    assert.equal(needsConsent(createRequest(third), lessApi, startedAtMs, catalogue), true);
  });

  it('OIDC Core §3.1.2.1 asks for prompt=consent until it was given for this request', () => {
    const request = createRequest({ ...third, prompt: new Set(['consent']) });
    assert.equal(needsConsent(request, all, startedAtMs, catalogue), true);
    assert.equal(needsConsent(request, { ...all, givenAtMs: startedAtMs }, startedAtMs, catalogue), false);
  });

  it('OIDC Core §11 asks a third-party client’s person each time for offline_access', () => {
    const scopes = ['openid', 'offline_access'];
    const before: Consent = { scopes, resources: [orders], givenAtMs: startedAtMs - 1 };
    const request = createRequest({ ...third, scopes });
    assert.equal(needsConsent(request, before, startedAtMs, catalogue), true);
    assert.equal(needsConsent(request, { ...before, givenAtMs: startedAtMs }, startedAtMs, catalogue), false);
    assert.equal(needsConsent(createRequest({ scopes }), undefined, startedAtMs, catalogue), false);
  });

  it('asks each time for a scope that several allowed APIs have: which one was meant is not on record', () => {
    const shared = { owns: (audience: string, scope: string) => audience !== 'else' && scope === 'write' };
    const scopes = ['openid', 'write'];
    const request = createRequest({ ...third, scopes });
    const atBoth: Consent = { scopes, resources: [orders, stock], givenAtMs: startedAtMs - 1 };
    assert.equal(needsConsent(request, atBoth, startedAtMs, shared), true);
    assert.equal(needsConsent(request, { ...atBoth, givenAtMs: startedAtMs }, startedAtMs, shared), false);
    assert.equal(needsConsent(request, { ...atBoth, resources: [orders, 'else'] }, startedAtMs, shared), false);
    assert.equal(needsConsent(createRequest({ ...third, scopes: ['openid'] }), atBoth, startedAtMs, shared), false);
  });
});
