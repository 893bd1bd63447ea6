import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { useShop } from '../kit/shop.ts';
import { requireRefusal, requireToken } from '../kit/test-bff.ts';

describe('the refreshes of one process', () => {
  /** How the store answered those who wanted to refresh. */
  let claims: string[];
  beforeEach(() => {
    claims = [];
  });
  const shop = useShop({
    isSignedIn: true,
    wrapStore: (store) => ({
      ...store,
      async claimRefresh(request) {
        const claim = await store.claimRefresh(request);
        claims.push(claim.status);
        return claim;
      },
    }),
  });

  it('B4 run one after the other for one session, because each rotates its refresh token', async () => {
    let [running, most] = [0, 0];
    const { authority } = shop.wire;
    shop.wire.intercept = async (request) => {
      if (!request.url.endsWith('/token')) return undefined;
      running += 1;
      most = Math.max(most, running);
      const answer = await authority.fetch(request.clone());
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return answer;
    };
    const apis = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? shop.orders : shop.invoices));
    const tokens = await Promise.all(
      apis.map(async (api) => requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), api))),
    );
    assert.equal(most, 1);
    assert.equal(new Set(tokens).size, 2);
    assert.equal(shop.wire.countRefreshes(), 2);
    const presented = shop.wire.sent.flatMap(({ form }) => form.get('refresh_token') ?? []);
    assert.equal(new Set(presented).size, 2, 'a superseded refresh token was presented');
    assert.deepEqual(claims, ['claimed', 'claimed'], 'they stood in each other’s way');
  });

  it('B4 do not hold up those of other sessions', async () => {
    const other = shop.createBrowser();
    await shop.signIn(other, await shop.wire.authority.createUser());
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    let first = true;
    shop.wire.intercept = async (request) => {
      if (!first || !request.url.endsWith('/token')) return undefined;
      first = false;
      return await held;
    };
    const slow = shop.gate.accessToken(await shop.admit(shop.browser), shop.orders);
    requireToken(await shop.gate.accessToken(await shop.admit(other), shop.orders));
    release(undefined);
    requireToken(await slow);
  });

  it('B4 share a failure with all who wait, also for other APIs, and try again for the next', async () => {
    const lives = await Promise.all(Array.from({ length: 10 }, () => shop.admit(shop.browser)));
    shop.wire.intercept = async ({ url }) => (url.endsWith('/token') ? new Response(null, { status: 503 }) : undefined);
    const codes = await Promise.all(
      lives.map(async (live, index) =>
        requireRefusal(await shop.gate.accessToken(live, index % 2 === 0 ? shop.orders : shop.invoices)),
      ),
    );
    assert.deepEqual(new Set(codes), new Set(['authority_unavailable']));
    assert.equal(shop.wire.countRefreshes(), 1);
    shop.wire.mend();
    requireToken(await shop.gate.accessToken(lives[0]!, shop.orders));
  });

  it('give those who were refused a token another one, also when they meet a refresh under way', async () => {
    const [one, two] = [await shop.admit(shop.browser), await shop.admit(shop.browser)];
    const refused = requireToken(await shop.gate.accessToken(one, shop.orders));
    // `two` was let in before: it learns of that very token while the other one is being told to renew it.
    const [joined, renewed] = await Promise.all([
      shop.gate.accessToken(two, shop.orders),
      shop.gate.renewAccessToken(one, shop.orders, refused),
    ]);
    assert.equal(requireToken(joined), refused);
    assert.notEqual(requireToken(renewed), refused);
    assert.equal(shop.wire.countRefreshes(), 2);
  });
});
