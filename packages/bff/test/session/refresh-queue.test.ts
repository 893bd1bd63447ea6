import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { AppBrowser } from '../kit/app-browser.ts';
import { openWiredAuthority, type WiredAuthority } from '../kit/test-authority.ts';
import { openTestBff, requireRefusal, requireToken, type TestBff } from '../kit/test-bff.ts';

describe('the refreshes of one process', () => {
  let wire: WiredAuthority;
  let test: TestBff;
  let browser: AppBrowser;
  /** How the store answered those who wanted to refresh. */
  let claims: string[];

  before(async () => {
    wire = await openWiredAuthority();
  });
  after(() => wire.authority.close());

  beforeEach(async () => {
    claims = [];
    test = await openTestBff({
      wire,
      wrapStore: (store) => ({
        ...store,
        async claimRefresh(request) {
          const claim = await store.claimRefresh(request);
          claims.push(claim.status);
          return claim;
        },
      }),
    });
    browser = test.createBrowser();
    await test.signIn(browser, await test.wire.authority.createUser());
  });
  afterEach(() => test.close());

  it('B4 run one after the other for one session, because each rotates its refresh token', async () => {
    let [running, most] = [0, 0];
    const { authority } = test.wire;
    test.wire.intercept = async (request) => {
      if (!request.url.endsWith('/token')) return undefined;
      running += 1;
      most = Math.max(most, running);
      const answer = await authority.fetch(request.clone());
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return answer;
    };
    const apis = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? test.orders : test.invoices));
    const tokens = await Promise.all(
      apis.map(async (api) => requireToken(await test.gate.accessToken(await test.admit(browser), api))),
    );
    assert.equal(most, 1);
    assert.equal(new Set(tokens).size, 2);
    assert.equal(test.wire.countRefreshes(), 2);
    const presented = test.wire.sent.flatMap(({ form }) => form.get('refresh_token') ?? []);
    assert.equal(new Set(presented).size, 2, 'a superseded refresh token was presented');
    assert.deepEqual(claims, ['claimed', 'claimed'], 'they stood in each other’s way');
  });

  it('B4 do not hold up those of other sessions', async () => {
    const other = test.createBrowser();
    await test.signIn(other, await test.wire.authority.createUser());
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    let first = true;
    test.wire.intercept = async (request) => {
      if (!first || !request.url.endsWith('/token')) return undefined;
      first = false;
      return await held;
    };
    const slow = test.gate.accessToken(await test.admit(browser), test.orders);
    requireToken(await test.gate.accessToken(await test.admit(other), test.orders));
    release(undefined);
    requireToken(await slow);
  });

  it('B4 share a failure with all who wait, also for other APIs, and try again for the next', async () => {
    const lives = await Promise.all(Array.from({ length: 10 }, () => test.admit(browser)));
    test.wire.intercept = async ({ url }) => (url.endsWith('/token') ? new Response(null, { status: 503 }) : undefined);
    const codes = await Promise.all(
      lives.map(async (live, index) =>
        requireRefusal(await test.gate.accessToken(live, index % 2 === 0 ? test.orders : test.invoices)),
      ),
    );
    assert.deepEqual(new Set(codes), new Set(['authority_unavailable']));
    assert.equal(test.wire.countRefreshes(), 1);
    test.wire.mend();
    requireToken(await test.gate.accessToken(lives[0]!, test.orders));
  });

  it('give those who were refused a token another one, also when they meet a refresh under way', async () => {
    const [one, two] = [await test.admit(browser), await test.admit(browser)];
    const refused = requireToken(await test.gate.accessToken(one, test.orders));
    // `two` was let in before: it learns of that very token while the other one is being told to renew it.
    const [joined, renewed] = await Promise.all([
      test.gate.accessToken(two, test.orders),
      test.gate.renewAccessToken(one, test.orders, refused),
    ]);
    assert.equal(requireToken(joined), refused);
    assert.notEqual(requireToken(renewed), refused);
    assert.equal(test.wire.countRefreshes(), 2);
  });
});
