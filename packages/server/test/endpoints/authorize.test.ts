import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testContext } from '../test-context.ts';
import {
  authorizeDefaults,
  type Changes,
  type OAuthDriver,
  openDriver,
  ordersApi,
  readClaims,
  stockApi,
} from './oauth-driver.ts';

const partner = { client_id: 'partner', redirect_uri: 'https://partner.example/callback', scope: 'openid orders:read' };
const other = { client_id: 'other-app', redirect_uri: 'https://other.latchkey.test/callback' };

describe('GET /authorize', () => {
  let driver: OAuthDriver;
  before(async () => {
    driver = await openDriver();
  });
  after(() => driver.close());

  it('RFC 6749 §4.1.2 and RFC 9207 §2 answer a signed-in person’s request with code, state and iss, by 303', async () => {
    const response = await driver.authorize();
    assert.equal(response.status, 303);
    assert.match(response.headers.get('cache-control') ?? '', /no-store/);
    const answer = new URL(response.headers.get('location') ?? '').searchParams;
    assert.deepEqual([...answer.keys()], ['code', 'state', 'iss']);
    assert.equal(answer.get('state'), 'the-state');
    assert.equal(answer.get('iss'), driver.authority.issuer);
  });

  it('RFC 6749 §4.1.2 answers no state to who sent none', async () => {
    const answer = await driver.authorizeForClient({ state: undefined });
    assert.equal(answer.has('state'), false);
  });

  const shownToPerson: Record<string, Changes> = {
    'an unknown client': { client_id: 'nobody' },
    'no client': { client_id: undefined },
    'no redirect URI': { redirect_uri: undefined },
    'another client’s redirect URI': { redirect_uri: other.redirect_uri },
    'a redirect URI with one letter more': { redirect_uri: 'https://shop.latchkey.test/callback2' },
    'a redirect URI that runs script': { redirect_uri: 'javascript:alert(1)' },
  };
  for (const [what, changes] of Object.entries(shownToPerson)) {
    it(`RFC 6749 §4.1.2.1 shows a page for ${what} and redirects nowhere`, async () => {
      const response = await driver.authorize(changes);
      assert.equal(response.status, 400);
      assert.equal(response.headers.get('location'), null);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    });
  }

  for (const name of ['client_id', 'redirect_uri']) {
    it(`RFC 6749 §3.1 shows a page when ${name} is given twice`, async () => {
      const query = new URLSearchParams(authorizeDefaults);
      query.append(name, authorizeDefaults[name] ?? '');
      const response = await driver.authority.fetch(`/authorize?${query}`, { headers: { cookie: driver.cookie } });
      assert.equal(response.status, 400);
      assert.equal(response.headers.get('location'), null);
    });
  }

  const toldToClient: readonly (readonly [string, Changes, string])[] = [
    ['a missing response_type', { response_type: undefined }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['the hybrid flow', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['another response_mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    ['a request_uri', { request_uri: 'https://evil.example/' }, 'request_uri_not_supported'],
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['PKCE with an implied plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['a scope beyond the registration', { scope: 'openid stock:read' }, 'invalid_scope'],
    ['a malformed scope', { scope: 'openid  orders:read' }, 'invalid_scope'],
    ['an API beyond the registration', { resource: stockApi }, 'invalid_target'],
    ['prompt none with login', { prompt: 'none login' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['a negative max_age', { max_age: '-1' }, 'invalid_request'],
    ['a nonce that is too long', { nonce: 'n'.repeat(600) }, 'invalid_request'],
    ['an id_token_hint that is no ID token', { id_token_hint: 'abc' }, 'invalid_request'],
  ];
  for (const [what, changes, error] of toldToClient) {
    it(`tells the client about ${what}, with state and iss`, async () => {
      const answer = await driver.authorizeForClient(changes);
      assert.equal(answer.get('error'), error);
      assert.ok(answer.get('error_description'));
      assert.equal(answer.get('state'), 'the-state');
      assert.equal(answer.get('iss'), driver.authority.issuer);
      assert.equal(answer.get('code'), null);
    });
  }

  it('RFC 6749 §3.1 tells the client about a repeated parameter, and hands a repeated state back to nobody', async () => {
    for (const name of ['scope', 'state', 'unknown_one', 'code_challenge']) {
      const query = new URLSearchParams({ ...authorizeDefaults, unknown_one: '1' });
      query.append(name, 'second');
      const response = await driver.authority.fetch(`/authorize?${query}`, { headers: { cookie: driver.cookie } });
      const answer = new URL(response.headers.get('location') ?? '').searchParams;
      assert.equal(answer.get('error'), 'invalid_request', name);
      assert.equal(answer.get('state'), name === 'state' ? null : 'the-state');
    }
  });

  it('hands no state back that is longer than allowed', async () => {
    const answer = await driver.authorizeForClient({ state: 's'.repeat(5000) });
    assert.equal(answer.get('error'), 'invalid_request');
    assert.equal(answer.get('state'), null);
  });

  it('H6 refuses a secret in the address', async () => {
    const response = await driver.authorize({ client_secret: 'anything' });
    assert.equal(response.status, 400);
    assert.equal(response.headers.get('location'), null);
  });

  it('sends a stranger to sign in, and with prompt=none back to the client', async () => {
    const response = await driver.authorize({}, '');
    assert.equal(response.status, 303);
    assert.match(response.headers.get('location') ?? '', /^\/sign-in\?interaction=/);
    const answer = await driver.authorizeForClient({ prompt: 'none' }, '');
    assert.equal(answer.get('error'), 'login_required');
    assert.equal(answer.get('state'), 'the-state');
  });

  it('OIDC Core §3.1.2.1 answers prompt=none for a signed-in person without a page', async () => {
    assert.ok((await driver.authorizeForClient({ prompt: 'none' })).get('code'));
  });

  for (const prompt of ['login', 'select_account']) {
    it(`OIDC Core §3.1.2.1 sends a signed-in person to sign in again for prompt=${prompt}`, async () => {
      const response = await driver.authorize({ prompt });
      assert.match(response.headers.get('location') ?? '', /^\/sign-in\?/);
    });
  }

  it('OIDC Core §3.1.2.1 compares max_age with the last sign-in', async () => {
    const { cookie } = await driver.signIn();
    driver.authority.advance(120_000);
    assert.ok((await driver.authorizeForClient({ max_age: '3600' }, cookie)).get('code'));
    const response = await driver.authorize({ max_age: '60' }, cookie);
    assert.match(response.headers.get('location') ?? '', /^\/sign-in\?/);
    const silent = await driver.authorizeForClient({ max_age: '60', prompt: 'none' }, cookie);
    assert.equal(silent.get('error'), 'login_required');
  });

  it('OIDC Core §3.1.2.2 answers only about the person id_token_hint names, expired or not', async () => {
    const { id_token: hint } = await driver.obtainTokens();
    driver.authority.advance(1000 * 3600);
    assert.ok((await driver.authorizeForClient({ id_token_hint: hint, prompt: 'none' })).get('code'));
    const bob = await driver.signIn(await driver.authority.createUser());
    const silent = await driver.authorizeForClient({ id_token_hint: hint, prompt: 'none' }, bob.cookie);
    assert.equal(silent.get('error'), 'login_required');
    const response = await driver.authorize({ id_token_hint: hint }, bob.cookie);
    assert.match(response.headers.get('location') ?? '', /^\/sign-in\?/);
  });

  it('OIDC Core §3.1.2.1 refuses an id_token_hint of another client, and an access token as one', async () => {
    const tokens = await driver.obtainTokens();
    const foreign = await driver.authorizeForClient({ ...other, id_token_hint: tokens['id_token'] });
    assert.equal(foreign.get('error'), 'invalid_request');
    const wrongKind = await driver.authorizeForClient({ id_token_hint: tokens['access_token'] });
    assert.equal(wrongKind.get('error'), 'invalid_request');
  });

  it('V2 refuses an id_token_hint without signature, or with one made from the public key', async () => {
    const { id_token: hint = '' } = await driver.obtainTokens();
    const [header = '', payload = '', signature = ''] = hint.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const spell = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forged = [
      `${spell({ typ: 'JWT', alg: 'none', kid })}.${payload}.`,
      `${spell({ typ: 'JWT', alg: 'HS256', kid })}.${payload}.${signature}`,
      `${header}.${spell({ ...readClaims(hint), sub: 'somebody' })}.${signature}`,
    ];
    for (const id_token_hint of forged) {
      assert.equal((await driver.authorizeForClient({ id_token_hint })).get('error'), 'invalid_request');
    }
  });

  it('asks for consent for a third-party client, and with prompt=none refuses', async () => {
    const response = await driver.authorize(partner);
    assert.match(response.headers.get('location') ?? '', /^\/consent\?interaction=/);
    const silent = await driver.authorizeForClient({ ...partner, prompt: 'none' });
    assert.equal(silent.get('error'), 'consent_required');
  });

  it('asks for consent once, and again when a third-party client wants more', async () => {
    const bob = await driver.authority.createUser();
    const { userId } = bob;
    const { cookie } = await driver.signIn(bob);
    const client = driver.authority.config.clients.find(({ clientId }) => clientId === 'partner');
    assert.ok(client);
    const given = {
      userId,
      clientId: client.clientId,
      scopes: ['openid', 'orders:read'],
      resources: [ordersApi],
    };
    await driver.authority.store.recordConsent(given, testContext);
    assert.ok((await driver.authorizeForClient({ ...partner, prompt: 'none' }, cookie)).get('code'));
    const more = await driver.authorizeForClient({ ...partner, prompt: 'none', scope: 'openid profile' }, cookie);
    assert.equal(more.get('error'), 'consent_required');
    const again = await driver.authorize({ ...partner, prompt: 'consent' }, cookie);
    assert.match(again.headers.get('location') ?? '', /^\/consent\?/);
  });

  it('asks a first-party client’s person only for prompt=consent', async () => {
    const response = await driver.authorize({ prompt: 'consent' });
    assert.match(response.headers.get('location') ?? '', /^\/consent\?/);
  });

  it('R1 gives no code for a session that has ended', async () => {
    const { cookie, sessionId } = await driver.signIn();
    const { userId } = driver.person;
    await driver.authority.store.endSession({ sessionId, userId, reason: 'test' }, testContext);
    assert.equal((await driver.authorizeForClient({ prompt: 'none' }, cookie)).get('error'), 'login_required');
  });

  it('gives public clients a loopback redirect on any port', async () => {
    const redirect_uri = 'http://127.0.0.1:49152/callback';
    assert.ok((await driver.authorizeForClient({ client_id: 'mobile', redirect_uri })).get('code'));
  });
});
