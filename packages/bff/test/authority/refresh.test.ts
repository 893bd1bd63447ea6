import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { ordersApi } from '@latchkey/testing/authority-in-process';
import type { AppBrowser } from '../kit/app-browser.ts';
import { bendIdToken, bendTokens } from '../kit/bend-tokens.ts';
import { invoicesApi, openWiredAuthority, type WiredAuthority } from '../kit/test-authority.ts';
import { openTestBff, requireRefusal, requireToken, type TestBff } from '../kit/test-bff.ts';

const resourceApis = [
  { path: '/api/orders', target: 'http://127.0.0.1:1', scopes: ['orders:read'], resource: ordersApi },
  { path: '/api/invoices', target: 'http://127.0.0.1:1', scopes: ['invoices:read'], resource: invoicesApi },
];

describe('a refresh', () => {
  let wire: WiredAuthority;
  let test: TestBff;
  let browser: AppBrowser;

  before(async () => {
    wire = await openWiredAuthority();
  });
  after(() => wire.authority.close());
  beforeEach(async () => {
    test = await openTestBff({ wire, options: { apis: resourceApis } });
    browser = test.createBrowser();
    await test.signIn(browser, await wire.authority.createUser());
  });
  afterEach(() => test.close());

  const ask = async () => await test.gate.accessToken(await test.admit(browser), test.orders);

  it('B3 asks for the scopes and the resource of the one API', async () => {
    requireToken(await ask());
    const { form, headers } = wire.sent.at(-1)!;
    assert.equal(form.get('scope'), 'orders:read');
    assert.deepEqual(form.getAll('resource'), [ordersApi]);
    assert.match(headers.get('authorization') ?? '', /^Basic /);
  });

  it('B3 does not use a token that was not narrowed', async () => {
    bendTokens(wire, (tokens) => ({ ...tokens, scope: 'orders:read orders:write' }));
    assert.equal(requireRefusal(await ask()), 'authority_unavailable');
    assert.equal(test.lines.at(-1)?.fields['reason'], 'ScopeError');
  });

  it('does not use a token of another kind', async () => {
    bendTokens(wire, (tokens) => ({ ...tokens, token_type: 'DPoP' }));
    assert.equal(requireRefusal(await ask()), 'authority_unavailable');
  });

  it('B3 ends a session whose refresh brings the ID token of somebody else', async () => {
    let idToken: unknown;
    bendTokens(wire, (tokens) => {
      idToken = tokens['id_token'];
      return tokens;
    });
    await test.signIn(browser, await wire.authority.createUser());
    bendTokens(wire, (tokens) => ({ ...tokens, id_token: idToken }));
    requireToken(await ask());
    bendTokens(wire, (tokens) => ({ ...tokens, id_token: bendIdToken(idToken, { sub: 'somebody else' }) }));
    const live = await test.admit(browser);
    assert.equal(requireRefusal(await test.gate.accessToken(live, test.invoices)), 'session_ended');
  });

  it('keeps its refresh token when the authority sends no other', async () => {
    bendTokens(wire, (tokens) => ({ ...tokens, refresh_token: undefined }));
    requireToken(await ask());
    wire.mend();
    requireToken(await test.gate.accessToken(await test.admit(browser), test.invoices));
    const [first, second] = wire.sent.flatMap(({ form }) => form.get('refresh_token') ?? []);
    assert.equal(second, first);
  });

  it('takes a minute for the life of a token that does not say, and half of a short one before it asks again', async () => {
    bendTokens(wire, (tokens) => ({ ...tokens, expires_in: undefined }));
    const token = requireToken(await ask());
    test.advance(45_000);
    assert.equal(requireToken(await ask()), token);
    bendTokens(wire, (tokens) => ({ ...tokens, expires_in: 8 }));
    test.advance(6000);
    const short = requireToken(await ask());
    assert.notEqual(short, token);
    assert.equal(requireToken(await ask()), short);
    test.advance(4001);
    assert.notEqual(requireToken(await ask()), short);
  });

  for (const [error, status, code] of [
    ['invalid_grant', 400, 'session_ended'],
    ['invalid_client', 401, 'authority_unavailable'],
    ['invalid_scope', 400, 'authority_unavailable'],
    ['unauthorized_client', 400, 'authority_unavailable'],
  ] as const) {
    it(`tells a grant that is over from everything else: ${error} is ${code}`, async () => {
      wire.intercept = async ({ url }) => (url.endsWith('/token') ? Response.json({ error }, { status }) : undefined);
      assert.equal(requireRefusal(await ask()), code);
    });
  }

  it('follows no redirect, and logs codes alone', async () => {
    const secret = 'https://evil.example/?refresh_token=1';
    wire.intercept = async ({ url }) =>
      url.endsWith('/token') ? new Response(null, { status: 307, headers: { location: secret } }) : undefined;
    assert.equal(requireRefusal(await ask()), 'authority_unavailable');
    assert.deepEqual(test.lines.at(-1), {
      level: 'warn',
      message: 'authority',
      fields: { operation: 'refresh', outcome: 'unavailable', reason: 'OAUTH_RESPONSE_IS_NOT_CONFORM' },
    });
  });
});
