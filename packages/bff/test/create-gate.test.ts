import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ordersApi } from '@latchkey/testing/authority-in-process';
import type { Gated, LiveSession } from '../src/gate.ts';
import { BffStoreUnavailableError } from '../src/session/store.ts';
import { useShop } from './kit/shop.ts';
import { appOrigin, invoicesApi } from './kit/test-authority.ts';
import { requireRefusal, requireToken } from './kit/test-bff.ts';

const hourMs = 3_600_000;

function readClaims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('the gate', () => {
  let failStore = false;
  beforeEach(() => {
    failStore = false;
  });
  const shop = useShop({
    isSignedIn: true,
    wrapStore: (store) => ({
      ...store,
      findSession(...args) {
        if (failStore) return Promise.reject(new BffStoreUnavailableError('locked'));
        return store.findSession(...args);
      },
    }),
  });

  async function admit(
    headers: Record<string, string | undefined> = {},
    method = 'GET',
    opensStream = false,
  ): Promise<string> {
    const session = shop.browser.cookie('__Host-Http-latchkey-app');
    const all = { 'sec-fetch-site': 'same-origin', cookie: `__Host-Http-latchkey-app=${session}`, ...headers };
    const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const admitted: Gated<LiveSession> = await shop.gate.admit({ method, headers: new Headers(present), opensStream });
    return admitted.ok ? 'admitted' : admitted.problem.code;
  }

  describe('lets in', () => {
    it('B2 reading from a page of this origin, an address typed in, or an old browser; no other site', async () => {
      assert.equal(await admit(), 'admitted');
      assert.equal(await admit({ 'sec-fetch-site': 'none' }), 'admitted');
      assert.equal(await admit({ 'sec-fetch-site': undefined }), 'admitted');
      assert.equal(await admit({ 'sec-fetch-site': 'cross-site' }), 'not_same_origin');
      assert.equal(await admit({ 'sec-fetch-site': 'same-site' }), 'not_same_origin');
      assert.equal(await admit({ 'sec-fetch-site': undefined, origin: 'https://evil.example' }), 'not_same_origin');
    });

    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      it(`B2 ${method} with the CSRF token of this session alone`, async () => {
        const token = shop.browser.cookie('XSRF-TOKEN');
        assert.equal(await admit({ 'x-xsrf-token': token }, method), 'admitted');
        assert.equal(await admit({}, method), 'csrf_token');
        assert.equal(await admit({ 'x-xsrf-token': `${token?.slice(0, -1)}!` }, method), 'csrf_token');
        const other = shop.createBrowser();
        await shop.signIn(other, await shop.wire.authority.createUser());
        assert.equal(await admit({ 'x-xsrf-token': other.cookie('XSRF-TOKEN') }, method), 'csrf_token');
        assert.equal(await admit({ 'x-xsrf-token': token, 'sec-fetch-site': 'none' }, method), 'not_same_origin');
        assert.equal(await admit({ 'x-xsrf-token': token, 'sec-fetch-site': undefined }, method), 'not_same_origin');
        const origin = { 'sec-fetch-site': undefined, origin: appOrigin, 'x-xsrf-token': token };
        assert.equal(await admit(origin, method), 'admitted');
      });
    }

    it('B2 streams that say they are of this origin, and only with the token when they write', async () => {
      assert.equal(await admit({}, 'GET', true), 'admitted');
      assert.equal(await admit({ 'sec-fetch-site': undefined }, 'GET', true), 'not_same_origin');
      assert.equal(await admit({ 'sec-fetch-site': 'none' }, 'GET', true), 'not_same_origin');
      assert.equal(await admit({ 'sec-fetch-site': undefined, origin: appOrigin }, 'GET', true), 'admitted');
      assert.equal(await admit({}, 'POST', true), 'csrf_token');
    });

    it('nobody without a session: 401, said apart from one that has ended', async () => {
      assert.equal(await admit({ cookie: undefined }), 'no_session');
      assert.equal(await admit({ cookie: '__Host-Http-latchkey-app=made-up' }), 'no_session');
      assert.equal(
        await admit({ cookie: `latchkey-app=${shop.browser.cookie('__Host-Http-latchkey-app')}` }),
        'no_session',
      );
      const { sessionDigest } = await shop.admit(shop.browser);
      await shop.store.endSession(sessionDigest);
      assert.equal(await admit(), 'session_ended');
    });

    it('nobody after the idle time or the absolute end', async () => {
      shop.advance(shop.settings.session.idleTtlMs - 60_000);
      assert.equal(await admit(), 'admitted');
      shop.advance(shop.settings.session.idleTtlMs - 60_000);
      assert.equal(await admit(), 'admitted', 'use extends the idle time');
      shop.advance(shop.settings.session.idleTtlMs + 60_000);
      assert.equal(await admit(), 'session_ended');
    });

    it('nobody while the store cannot answer: 503, and nobody is signed out', async () => {
      failStore = true;
      assert.equal(await admit(), 'store_unavailable');
      failStore = false;
      assert.equal(await admit(), 'admitted');
    });

    it('B1 sessions that show no secret, however they are printed', async () => {
      const live = await shop.admit(shop.browser);
      assert.deepEqual(Object.keys(live), ['sessionDigest']);
      const cookie = shop.browser.cookie('__Host-Http-latchkey-app')!;
      assert.ok(!inspect(live, { depth: 9, showHidden: true }).includes(cookie));
      assert.equal(requireRefusal(await shop.gate.accessToken({ ...live }, shop.orders)), 'no_session');
    });
  });

  describe('gets access tokens', () => {
    it('B3 narrowed to one API each, however much was granted', async () => {
      const live = await shop.admit(shop.browser);
      const orders = readClaims(requireToken(await shop.gate.accessToken(live, shop.orders)));
      assert.deepEqual([orders['aud'], orders['scope']], [ordersApi, 'orders:read orders:write']);
      const invoices = readClaims(requireToken(await shop.gate.accessToken(live, shop.invoices)));
      assert.deepEqual([invoices['aud'], invoices['scope']], [invoicesApi, 'invoices:read']);
    });

    it('B4 with one refresh for 50 requests at a time, and none while the token is fresh', async () => {
      const ask = async () => requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders));
      const tokens = await Promise.all(Array.from({ length: 50 }, ask));
      assert.equal(new Set(tokens).size, 1);
      assert.equal(await ask(), tokens[0]);
      assert.equal(shop.wire.countRefreshes(), 1);
    });

    it('B4 ahead of their end, and not before', async () => {
      const live = await shop.admit(shop.browser);
      const token = requireToken(await shop.gate.accessToken(live, shop.orders));
      const { exp, iat } = readClaims(token) as { exp: number; iat: number };
      // Ten seconds before its end; the test itself may take some.
      shop.advance((exp - iat - 20) * 1000);
      assert.equal(requireToken(await shop.gate.accessToken(live, shop.orders)), token);
      shop.advance(11_000);
      assert.notEqual(requireToken(await shop.gate.accessToken(live, shop.orders)), token);
      assert.equal(shop.wire.countRefreshes(), 2);
    });

    it('B4 another one when the API refused one, once for all who were refused', async () => {
      const live = await shop.admit(shop.browser);
      const refused = requireToken(await shop.gate.accessToken(live, shop.orders));
      const renew = async () =>
        requireToken(await shop.gate.renewAccessToken(await shop.admit(shop.browser), shop.orders, refused));
      const tokens = await Promise.all(Array.from({ length: 20 }, renew));
      assert.equal(new Set(tokens).size, 1);
      assert.notEqual(tokens[0], refused);
      assert.equal(shop.wire.countRefreshes(), 2);
      assert.equal(await renew(), tokens[0], 'there is a newer one already');
      assert.equal(shop.wire.countRefreshes(), 2);
    });

    it('B4 no third one at once when the API refuses what came in the place of a refused one, but soon', async () => {
      const live = await shop.admit(shop.browser);
      let refused = requireToken(await shop.gate.accessToken(live, shop.orders));
      const renew = async () => await shop.gate.renewAccessToken(await shop.admit(shop.browser), shop.orders, refused);
      refused = requireToken(await renew());
      for (let times = 1; times <= 20; times += 1) assert.deepEqual(await renew(), { ok: true, value: undefined });
      assert.equal(shop.wire.countRefreshes(), 2);
      shop.advance(10_000);
      const next = requireToken(await renew());
      assert.notEqual(next, refused);
      assert.equal(shop.wire.countRefreshes(), 3);
      // It is the refused one that stands, not every one of its API.
      assert.equal(requireToken(await renew()), next);
    });

    it('B4 another one for one that was revoked as soon as it came, unless that came in the place of a refused one', async () => {
      const live = await shop.admit(shop.browser);
      for (let times = 1; times <= 2; times += 1) {
        const revoked = requireToken(await shop.gate.accessToken(live, shop.orders));
        assert.notEqual(requireToken(await shop.gate.renewAccessToken(live, shop.orders, revoked)), revoked);
        shop.advance(hourMs);
      }
    });

    it('never the one that was refused, even when the authority has no other', async () => {
      const live = await shop.admit(shop.browser);
      const refused = requireToken(await shop.gate.accessToken(live, shop.orders));
      shop.wire.cut();
      assert.equal(
        requireRefusal(await shop.gate.renewAccessToken(live, shop.orders, refused)),
        'authority_unavailable',
      );
    });

    it('of no session whose refresh is refused: it ends, for all who wait, and is said to have ended', async () => {
      let ends = 0;
      shop.gate.onSessionsEnded(() => {
        ends += 1;
      });
      const lives = await Promise.all(Array.from({ length: 5 }, () => shop.admit(shop.browser)));
      const { authority } = shop.wire;
      const revoked = new Response(JSON.stringify({ error: 'invalid_grant' }), {
        status: 400,
        headers: { 'content-type': 'application/json' },
      });
      shop.wire.intercept = async (request) => (request.url === `${authority.issuer}/token` ? revoked : undefined);
      const codes = await Promise.all(
        lives.map(async (live, index) =>
          requireRefusal(await shop.gate.accessToken(live, index % 2 === 0 ? shop.orders : shop.invoices)),
        ),
      );
      assert.deepEqual(new Set(codes), new Set(['session_ended']));
      assert.equal(shop.wire.countRefreshes(), 1);
      assert.equal(await admit(), 'session_ended');
      assert.equal(ends, 1);
    });

    it('while the authority is down as long as they are good, then 503, and nobody is signed out', async () => {
      const live = await shop.admit(shop.browser);
      const token = requireToken(await shop.gate.accessToken(live, shop.orders));
      const { exp, iat } = readClaims(token) as { exp: number; iat: number };
      shop.wire.cut();
      shop.advance((exp - iat - 9) * 1000);
      assert.equal(requireToken(await shop.gate.accessToken(live, shop.orders)), token, 'it is good for 9 seconds');
      shop.advance(10_000);
      assert.equal(requireRefusal(await shop.gate.accessToken(live, shop.orders)), 'authority_unavailable');
      assert.equal(await admit(), 'admitted');
      shop.wire.mend();
      assert.notEqual(requireToken(await shop.gate.accessToken(live, shop.orders)), token);
    });

    it('with the wait the authority asks for', async () => {
      const busy = new Response('', { status: 503, headers: { 'retry-after': '7' } });
      shop.wire.intercept = async (request) => (request.url.endsWith('/token') ? busy : undefined);
      const answer = await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders);
      assert.deepEqual(answer, { ok: false, problem: { code: 'authority_unavailable', retryAfterSeconds: 7 } });
    });

    it('or 503 when the store fails meanwhile', async () => {
      const live = await shop.admit(shop.browser);
      shop.advance(hourMs);
      await shop.store.close();
      assert.equal(requireRefusal(await shop.gate.accessToken(live, shop.orders)), 'store_unavailable');
    });
  });
});
