import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ordersApi } from '@latchkey/testing/authority-in-process';
import { bendIdToken, bendTokens } from '../kit/bend-tokens.ts';
import { useShop } from '../kit/shop.ts';
import { invoicesApi } from '../kit/test-authority.ts';
import { requireRefusal, requireToken } from '../kit/test-bff.ts';

const resourceApis = [
  { path: '/api/orders', target: 'http://127.0.0.1:1', scopes: ['orders:read'], resource: ordersApi },
  { path: '/api/invoices', target: 'http://127.0.0.1:1', scopes: ['invoices:read'], resource: invoicesApi },
];

describe('a refresh', () => {
  const shop = useShop({ isSignedIn: true, options: { apis: resourceApis } });

  const ask = async () => await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders);

  it('B3 asks for the scopes and the resource of the one API', async () => {
    requireToken(await ask());
    const { form, headers } = shop.wire.sent.at(-1)!;
    assert.equal(form.get('scope'), 'orders:read');
    assert.deepEqual(form.getAll('resource'), [ordersApi]);
    assert.match(headers.get('authorization') ?? '', /^Basic /);
  });

  it('B3 does not use a token that was not narrowed', async () => {
    bendTokens(shop.wire, (tokens) => ({ ...tokens, scope: 'orders:read orders:write' }));
    assert.equal(requireRefusal(await ask()), 'authority_unavailable');
    assert.equal(shop.lines.at(-1)?.fields['reason'], 'ScopeError');
  });

  it('does not use a token of another kind', async () => {
    bendTokens(shop.wire, (tokens) => ({ ...tokens, token_type: 'DPoP' }));
    assert.equal(requireRefusal(await ask()), 'authority_unavailable');
  });

  it('does not use a token that no header can hold', async () => {
    for (const token of ['one\r\nX-Two: 1', 'one two', 'caf\u00e9']) {
      bendTokens(shop.wire, (tokens) => ({ ...tokens, access_token: token }));
      assert.equal(requireRefusal(await ask()), 'authority_unavailable');
      assert.equal(shop.lines.at(-1)?.fields['reason'], 'TokenSyntaxError');
    }
  });

  it('B3 ends a session whose refresh brings the ID token of somebody else', async () => {
    let idToken: unknown;
    bendTokens(shop.wire, (tokens) => {
      idToken = tokens['id_token'];
      return tokens;
    });
    await shop.signIn(shop.browser, await shop.wire.authority.createUser());
    bendTokens(shop.wire, (tokens) => ({ ...tokens, id_token: idToken }));
    requireToken(await ask());
    bendTokens(shop.wire, (tokens) => ({ ...tokens, id_token: bendIdToken(idToken, { sub: 'somebody else' }) }));
    const live = await shop.admit(shop.browser);
    assert.equal(requireRefusal(await shop.gate.accessToken(live, shop.invoices)), 'session_ended');
  });

  it('keeps its refresh token when the authority sends no other', async () => {
    bendTokens(shop.wire, (tokens) => ({ ...tokens, refresh_token: undefined }));
    requireToken(await ask());
    shop.wire.mend();
    requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.invoices));
    const [first, second] = shop.wire.sent.flatMap(({ form }) => form.get('refresh_token') ?? []);
    assert.equal(second, first);
  });

  it('takes a minute for the life of a token that does not say, and half of a short one before it asks again', async () => {
    bendTokens(shop.wire, (tokens) => ({ ...tokens, expires_in: undefined }));
    const token = requireToken(await ask());
    shop.advance(45_000);
    assert.equal(requireToken(await ask()), token);
    bendTokens(shop.wire, (tokens) => ({ ...tokens, expires_in: 8 }));
    shop.advance(6000);
    const short = requireToken(await ask());
    assert.notEqual(short, token);
    assert.equal(requireToken(await ask()), short);
    shop.advance(4001);
    assert.notEqual(requireToken(await ask()), short);
  });

  for (const [error, status, code] of [
    ['invalid_grant', 400, 'session_ended'],
    ['invalid_client', 401, 'authority_unavailable'],
    ['invalid_scope', 400, 'authority_unavailable'],
    ['unauthorized_client', 400, 'authority_unavailable'],
  ] as const) {
    it(`tells a grant that is over from everything else: ${error} is ${code}`, async () => {
      shop.wire.intercept = async ({ url }) =>
        url.endsWith('/token') ? Response.json({ error }, { status }) : undefined;
      assert.equal(requireRefusal(await ask()), code);
    });
  }

  it('follows no redirect, and logs codes alone', async () => {
    const secret = 'https://evil.example/?refresh_token=1';
    shop.wire.intercept = async ({ url }) =>
      url.endsWith('/token') ? new Response(null, { status: 307, headers: { location: secret } }) : undefined;
    assert.equal(requireRefusal(await ask()), 'authority_unavailable');
    assert.deepEqual(shop.lines.at(-1), {
      level: 'warn',
      message: 'authority',
      fields: { operation: 'refresh', outcome: 'unavailable', reason: 'OAUTH_RESPONSE_IS_NOT_CONFORM' },
    });
  });
});
