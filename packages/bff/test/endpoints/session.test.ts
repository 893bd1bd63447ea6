import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useShop } from '../kit/shop.ts';
import { requireToken } from '../kit/test-bff.ts';

interface Session {
  readonly signed_in: boolean;
  readonly user: Record<string, unknown>;
  readonly sid: string;
  readonly auth_time: number;
  readonly expires_at: number;
  readonly idle_expires_at: number;
}

describe('the session endpoint', () => {
  const shop = useShop();

  const signIn = async (): Promise<void> => {
    const person = await shop.wire.authority.createUser({ name: 'Ada', email: `${crypto.randomUUID()}@example.com` });
    await shop.signIn(shop.browser, person);
  };
  const read = async (path = '/auth/session'): Promise<Session> =>
    (await (await shop.browser.send(path)).json()) as Session;

  it('says that nobody is signed in, and sets no cookie', async () => {
    const response = await shop.browser.send('/auth/session');
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { signed_in: false });
    assert.deepEqual(response.headers.getSetCookie(), []);
  });

  it('says who is signed in and for how long', async () => {
    await signIn();
    const session = await read();
    assert.equal(session.signed_in, true);
    assert.equal(session.user['name'], 'Ada');
    assert.match(String(session.user['email']), /@example\.com$/);
    assert.equal(typeof session.user['sub'], 'string');
    assert.equal(typeof session.sid, 'string');
    const nowSeconds = Date.now() / 1000;
    assert.ok(Math.abs(session.auth_time - nowSeconds) < 60);
    assert.ok(Math.abs(session.idle_expires_at - nowSeconds - 43_200) < 60);
    assert.ok(Math.abs(session.expires_at - nowSeconds - 604_800) < 60);
  });

  it('B1 shows nothing that opens anything: no token, no secret, no claim of the protocol', async () => {
    await signIn();
    const token = requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders));
    const text = await (await shop.browser.send('/auth/session')).text();
    const refreshTokens = shop.wire.sent.flatMap(({ form }) => form.get('refresh_token') ?? []);
    for (const secret of [token, shop.browser.cookie('__Host-Http-latchkey-app') ?? '?', ...refreshTokens]) {
      assert.ok(!text.includes(secret));
    }
    assert.doesNotMatch(text, /nonce|at_hash|refresh|lkr_|eyJ/);
  });

  it('B2 hands out the CSRF token again', async () => {
    await signIn();
    const token = shop.browser.cookie('XSRF-TOKEN');
    shop.browser.store(['XSRF-TOKEN=; Max-Age=0; Path=/; Secure']);
    await read();
    assert.equal(shop.browser.cookie('XSRF-TOKEN'), token);
  });

  it('counts as use, unless the page says that it only looks', async () => {
    await signIn();
    const { idle_expires_at: first } = await read();
    shop.advance(120_000);
    assert.equal((await read('/auth/session?slide=false')).idle_expires_at, first);
    assert.ok((await read()).idle_expires_at >= first + 120);
  });

  it('B2 answers no other site', async () => {
    await signIn();
    for (const site of ['cross-site', 'same-site']) {
      const response = await shop.browser.send('/auth/session', { headers: { 'sec-fetch-site': site } });
      assert.equal(response.status, 403);
      assert.deepEqual(response.headers.getSetCookie(), []);
    }
    const foreign = { 'sec-fetch-site': undefined, origin: 'https://evil.example' };
    assert.equal((await shop.browser.send('/auth/session', { headers: foreign })).status, 403);
    assert.equal((await shop.browser.send('/auth/session', { site: 'none' })).status, 200);
  });

  it('answers HEAD without a body', async () => {
    await signIn();
    const response = await shop.browser.send('/auth/session', { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('leaves a cookie alone whose session has ended: another tab may be setting a new one', async () => {
    await signIn();
    await shop.store.endSession((await shop.admit(shop.browser)).sessionDigest);
    const response = await shop.browser.send('/auth/session');
    assert.deepEqual(await response.json(), { signed_in: false });
    assert.deepEqual(response.headers.getSetCookie(), []);
  });

  it('is 503 while the store cannot answer', async () => {
    await signIn();
    await shop.store.close();
    const response = await shop.browser.send('/auth/session');
    assert.equal(response.status, 503);
    assert.equal(((await response.json()) as { code: string }).code, 'store_unavailable');
  });
});
