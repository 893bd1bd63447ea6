import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { bendIdToken, bendTokens } from '../kit/bend-tokens.ts';
import { useShop } from '../kit/shop.ts';
import { clientId } from '../kit/test-authority.ts';
import { signInAtAuthority } from '../kit/test-bff.ts';

const otherCode = randomBytes(32).toString('base64url');
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

describe('the redemption of a code', () => {
  const shop = useShop();

  /** Where the browser ends up, and why in the log. */
  async function signIn(path?: string): Promise<readonly (string | undefined)[]> {
    const back = await shop.signIn(shop.browser, shop.person, path);
    assert.equal(back.status, 303);
    const line = shop.lines.find(({ message }) => message === 'sign-in' || message === 'authority');
    return [back.headers.get('location') ?? '', line?.fields['reason'] as string | undefined];
  }

  it('B3 sends the verifier and the redirect URI, and authenticates as a confidential client', async () => {
    assert.deepEqual(await signIn(), ['/', undefined]);
    const { form, headers } = shop.wire.sent.find(({ path }) => path === '/token')!;
    assert.equal(form.get('grant_type'), 'authorization_code');
    assert.equal(form.get('redirect_uri'), 'https://app.latchkey.test/auth/callback');
    assert.match(form.get('code_verifier') ?? '', /^[\w-]{43}$/);
    assert.match(headers.get('authorization') ?? '', /^Basic /);
    assert.equal(form.has('client_secret'), false);
  });

  const audiences = [clientId, 'another'];
  const faults: readonly (readonly [string, () => Record<string, unknown>, string])[] = [
    ['of another issuer', () => ({ iss: 'https://evil.example' }), 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['for another client', () => ({ aud: 'another' }), 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['for several, without azp', () => ({ aud: audiences }), 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    [
      'for several, with the azp of another',
      () => ({ aud: audiences, azp: 'another' }),
      'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
    ],
    ['with the azp of another', () => ({ azp: 'another' }), 'id_token azp'],
    ['with another nonce', () => ({ nonce: 'another' }), 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['without a nonce', () => ({ nonce: undefined }), 'OAUTH_INVALID_RESPONSE'],
    ['that has expired', () => ({ exp: nowSeconds() - 31 }), 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'],
    ['issued in the future', () => ({ iat: nowSeconds() + 60 }), 'id_token iat'],
    ['without a subject', () => ({ sub: undefined }), 'OAUTH_INVALID_RESPONSE'],
    ['of another access token', () => ({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }), 'id_token at_hash'],
  ];
  for (const [what, claims, reason] of faults) {
    it(`B3 refuses an ID token ${what}`, async () => {
      bendTokens(shop.wire, (tokens) => ({ ...tokens, id_token: bendIdToken(tokens['id_token'], claims()) }));
      assert.deepEqual(await signIn(), ['/?sign_in_error=failed', reason]);
      assert.equal((await shop.browser.send('/auth/session')).headers.getSetCookie().length, 0);
    });
  }

  it('B3 takes an ID token without at_hash, and one that names this client beside others', async () => {
    bendTokens(shop.wire, (tokens) => {
      const claims = { at_hash: undefined, aud: audiences, azp: clientId };
      return { ...tokens, id_token: bendIdToken(tokens['id_token'], claims) };
    });
    assert.deepEqual(await signIn(), ['/', undefined]);
  });

  for (const [alg, algorithm] of [
    ['RS256', 'sha256'],
    ['ES256', 'sha256'],
  ] as const) {
    it(`B3 computes at_hash with the hash of ${alg}`, async () => {
      bendTokens(shop.wire, (tokens) => {
        const digest = createHash(algorithm).update(String(tokens['access_token'])).digest();
        const claims = { at_hash: digest.subarray(0, digest.length / 2).toString('base64url') };
        return { ...tokens, id_token: bendIdToken(tokens['id_token'], claims, { alg }) };
      });
      assert.deepEqual(await signIn(), ['/', undefined]);
    });
  }

  it('B3 refuses a sign-in that is older than the page asked for', async () => {
    bendTokens(shop.wire, (tokens) => {
      const claims = { auth_time: nowSeconds() - 100 };
      return { ...tokens, id_token: bendIdToken(tokens['id_token'], claims) };
    });
    const refused = ['/?sign_in_error=failed', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'];
    assert.deepEqual(await signIn('/auth/login?max_age=60'), refused);
    shop.createBrowser();
    assert.equal((await shop.signIn(shop.browser, shop.person)).headers.get('location'), '/');
  });

  for (const member of ['id_token', 'refresh_token', 'access_token']) {
    it(`B3 refuses an answer without ${member}`, async () => {
      bendTokens(shop.wire, (tokens) => ({ ...tokens, [member]: undefined }));
      assert.equal((await signIn())[0], '/?sign_in_error=failed');
    });
  }

  it('B3 keeps nothing of the access token that could do everything', async () => {
    let broad = '';
    bendTokens(shop.wire, (tokens) => {
      broad = String(tokens['access_token']);
      return tokens;
    });
    await signIn();
    const live = await shop.admit(shop.browser);
    shop.wire.mend();
    const answer = await shop.gate.accessToken(live, shop.orders);
    assert.ok(answer.ok && answer.value !== broad);
    assert.equal(shop.wire.countRefreshes(), 1);
  });

  describe('of what the browser brings back', () => {
    async function finish(change: (query: URLSearchParams) => void): Promise<string | null> {
      const callback = await signInAtAuthority(shop.wire, shop.browser, shop.person);
      const query = new URLSearchParams(callback.split('?')[1]);
      change(query);
      return (await shop.browser.send(`/auth/callback?${query}`, { site: 'cross-site' })).headers.get('location');
    }
    const countRedemptions = (): number => shop.wire.sent.filter(({ path }) => path === '/token').length;

    it('B3 refuses the answer of another issuer, or of none, before the code is sent anywhere (mix-up)', async () => {
      assert.equal(await finish((query) => query.set('iss', 'https://evil.example')), '/?sign_in_error=failed');
      assert.equal(await finish((query) => query.delete('iss')), '/?sign_in_error=failed');
      assert.equal(countRedemptions(), 0);
    });

    it('B3 refuses a code that was changed, and parameters that come twice', async () => {
      assert.equal(await finish((query) => query.set('code', otherCode)), '/?sign_in_error=failed');
      assert.equal(await finish((query) => query.append('code', otherCode)), '/?sign_in_error=failed');
      assert.equal(await finish((query) => query.append('iss', 'https://evil.example')), '/?sign_in_error=failed');
      assert.equal(await finish((query) => query.delete('code')), '/?sign_in_error=failed');
    });

    it('says what the authority said', async () => {
      const fail = (error: string) =>
        finish((query) => {
          query.delete('code');
          query.set('error', error);
        });
      assert.equal(await fail('access_denied'), '/?sign_in_error=access_denied');
      assert.equal(await fail('temporarily_unavailable'), '/?sign_in_error=unavailable');
      assert.equal(await fail('server_error'), '/?sign_in_error=unavailable');
      assert.equal(await fail('invalid_scope'), '/?sign_in_error=failed');
    });

    it('says that the authority cannot be reached, or does not take this application', async () => {
      assert.equal(await finish(() => shop.wire.cut()), '/?sign_in_error=unavailable');
      shop.wire.mend();
      const answerToken = (status: number, body: object) => () => {
        shop.wire.intercept = async ({ url }) => (url.endsWith('/token') ? Response.json(body, { status }) : undefined);
      };
      assert.equal(await finish(answerToken(401, { error: 'invalid_client' })), '/?sign_in_error=unavailable');
      shop.wire.mend();
      assert.equal(await finish(answerToken(500, {})), '/?sign_in_error=unavailable');
      shop.wire.mend();
      assert.equal(await finish(answerToken(302, {})), '/?sign_in_error=unavailable');
    });
  });
});
