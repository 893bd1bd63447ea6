import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pollFor } from '@latchkey/testing/poll';
import { recordSecret } from '@latchkey/testing/run';
import { createSessionSecret, readSessionSecret } from '../../src/session/session-secret.ts';
import { openTokens } from '../../src/session/session-tokens.ts';
import type { OpenSession, Sessions } from '../../src/session/sessions.ts';
import { BffStoreUnavailableError } from '../../src/session/store.ts';
import { createSessionBeginning } from '../../src/sign-in/begin-session.ts';
import { bendTokens } from '../kit/bend-tokens.ts';
import { useShop } from '../kit/shop.ts';
import { requireToken, signInAtAuthority } from '../kit/test-bff.ts';

const sessionCookie = '__Host-Http-latchkey-app';

describe('the session of a sign-in', () => {
  const shop = useShop({ options: { ownSignInForm: true } });

  const signInByForm = (): Promise<Response> =>
    shop.browser.send('/auth/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: shop.person.username, password: shop.person.password }),
    });
  const listRevoked = (): readonly string[] =>
    shop.wire.sent.filter(({ path }) => path === '/revoke').map(({ form }) => form.get('token') ?? 'none');

  /** Of the session the browser has now. */
  async function readRefreshToken(): Promise<string> {
    const secret = readSessionSecret(shop.browser.cookie(sessionCookie))!;
    const stored = (await shop.store.findSession(secret.sessionDigest, { touch: false }))!;
    return recordSecret(openTokens(stored.sealedTokens, secret)!.refreshToken);
  }

  /** What the authority says to somebody who has the token and the client's secret. */
  async function tryRefresh(refreshToken: string): Promise<number> {
    const authorization = shop.wire.sent.findLast(({ path }) => path === '/token')?.headers.get('authorization') ?? '';
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
    const answer = await shop.wire.authority.fetch('/token', { method: 'POST', headers: { authorization }, body });
    return answer.status;
  }

  it('R1 gives the grant of the one it replaces back, and none but that', async () => {
    await shop.signIn(shop.browser, shop.person);
    const old = await readRefreshToken();
    await shop.signIn(shop.browser, shop.person);
    await pollFor('a revocation', () => listRevoked().length > 0);
    assert.deepEqual(listRevoked(), [old]);
    await pollFor('the end of the old grant', async () => (await tryRefresh(old)) === 400);
    requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders));
  });

  it('R1 does so after a sign-in by the form of the application too', async () => {
    await signInByForm();
    const old = await readRefreshToken();
    assert.equal((await signInByForm()).status, 200);
    await pollFor('a revocation', () => listRevoked().length > 0);
    assert.deepEqual(listRevoked(), [old]);
    requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders));
  });

  it('R1 gives those of two tabs back when it replaces both', async () => {
    const early = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    await shop.signIn(shop.browser, shop.person);
    const first = await readRefreshToken();
    const late = await signInAtAuthority(shop.wire, shop.browser, shop.person);
    // It left before there was a session, and comes back without the strict cookie.
    await shop.browser.send(early, { site: 'cross-site' });
    const second = await readRefreshToken();
    await shop.browser.send(late, { site: 'same-origin' });
    await pollFor('two revocations', () => listRevoked().length > 1);
    assert.deepEqual([...listRevoked()].sort(), [first, second].sort());
  });

  it('waits for no revocation, and does not mind one that fails', { timeout: 120_000 }, async () => {
    await shop.signIn(shop.browser, shop.person);
    const { promise: hanging, resolve: release } = Promise.withResolvers<Response>();
    shop.wire.intercept = async ({ url }) => (url.endsWith('/revoke') ? await hanging : undefined);
    const back = await shop.signIn(shop.browser, shop.person);
    assert.equal(back.headers.get('location'), '/');
    requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders));
    assert.equal(listRevoked().length, 1);
    release(new Response(null, { status: 503 }));
    await pollFor('the failure in the log', () =>
      shop.lines.some(({ fields }) => fields['operation'] === 'revocation'),
    );
    requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.invoices));
  });

  it('keeps a grant that is its own too: the authority handed the same refresh token out again', async () => {
    await shop.signIn(shop.browser, shop.person);
    const old = await readRefreshToken();
    bendTokens(shop.wire, (tokens) => ({ ...tokens, refresh_token: old }));
    await shop.signIn(shop.browser, shop.person);
    shop.wire.mend();
    requireToken(await shop.gate.accessToken(await shop.admit(shop.browser), shop.orders));
    assert.deepEqual(listRevoked(), []);
  });

  it('R1 gives its own grant back when it cannot be stored, and says 503', async () => {
    let refreshToken = '';
    bendTokens(shop.wire, (tokens) => {
      refreshToken = recordSecret(String(tokens['refresh_token']));
      return tokens;
    });
    await shop.store.close();
    assert.equal((await signInByForm()).status, 503);
    await pollFor('a revocation', () => listRevoked().length > 0);
    assert.deepEqual(listRevoked(), [refreshToken]);
    await pollFor('the end of its grant', async () => (await tryRefresh(refreshToken)) === 400);
  });

  it('that cannot be stored leaves the old one the grant they share', async () => {
    const revoked: string[] = [];
    const refreshToken = recordSecret('refresh-token-of-two-sign-ins');
    const sessions: Partial<Sessions> = {
      find: async (secret) => ({ secret, tokens: { refreshToken } }) as OpenSession,
      begin: () => Promise.reject(new BffStoreUnavailableError('locked')),
    };
    const beginSession = createSessionBeginning({
      sessions: sessions as Sessions,
      authority: { revoke: async (token) => void revoked.push(token) },
    });
    const signIn = { signedIn: { claims: { sub: 'ada' }, refreshToken }, lifetime: { idleTtlMs: 1, absoluteTtlMs: 1 } };
    const replaced = [createSessionSecret().secret];
    await assert.rejects(beginSession({ ...signIn, replaced }), BffStoreUnavailableError);
    assert.deepEqual(revoked, []);
    await assert.rejects(beginSession({ ...signIn, replaced: [undefined] }), BffStoreUnavailableError);
    assert.deepEqual(revoked, [refreshToken]);
  });
});
