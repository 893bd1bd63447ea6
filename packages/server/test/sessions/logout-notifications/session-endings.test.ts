import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { verifyLogoutToken } from '@latchkey/testing/logout-receiver';
import { authorizeDefaults } from '../../endpoints/oauth-driver.ts';
import { testContext } from '../../test-context.ts';
import { type NotifiedAuthority, openNotifiedAuthority, type SharedSession } from './notified-authority.ts';

describe('back-channel logout', () => {
  let authority: NotifiedAuthority;
  beforeEach(async () => {
    authority = await openNotifiedAuthority();
  });
  afterEach(() => authority.close());

  const verify = (token: string | undefined) =>
    verifyLogoutToken(token, () => authority.driver.authority.fetch('/jwks'));

  /** Speak to the sessions API from another device of the person. */
  async function endFromElsewhere(path: string): Promise<void> {
    const { access_token } = await authority.driver.obtainTokens({
      client_id: 'spa',
      redirect_uri: 'https://spa.latchkey.test/callback',
      scope: 'openid account',
    });
    const response = await authority.driver.authority.fetch(path, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${access_token}` },
    });
    assert.ok(response.ok, String(response.status));
  }

  const endings: Readonly<Record<string, (session: SharedSession) => Promise<unknown>>> = {
    'an application signs the person out with an ID token': (session) => authority.signOut(session),
    'an application signs the person out with the sid': ({ browser, sessionId }) =>
      browser.open(`/logout?${new URLSearchParams({ client_id: 'web-app', logout_hint: sessionId })}`),
    'the person agrees to sign out': async ({ browser }) => {
      const page = await browser.open('/logout');
      const form = page.forms.find(({ action }) => action.pathname === '/logout');
      assert.ok(form);
      await browser.submit(page, form);
    },
    'the person ends it from another device': ({ sessionId }) => endFromElsewhere(`/account/sessions/${sessionId}`),
    'the person ends all others from another device': () => endFromElsewhere('/account/sessions?except=current'),
    'somebody else signs in in the same browser': async ({ browser }) => {
      const { username, password } = await authority.driver.authority.createUser();
      const page = await browser.open(`/authorize?${new URLSearchParams({ ...authorizeDefaults, prompt: 'login' })}`);
      const [form] = page.forms;
      assert.ok(form);
      await browser.submit(page, form, { identifier: username, password });
    },
    'the person changes the password': async () => {
      const { store } = authority.driver.authority;
      const { userId, username } = authority.driver.person;
      const hash = (await store.findForSignIn(username))?.passwordHash ?? '';
      const request = { userId, verifiedHash: hash, newHash: hash, exceptSessionId: undefined, reason: 'changed' };
      assert.equal((await store.changePassword(request, testContext)).status, 'changed');
    },
    'the person is deactivated': async () => {
      await authority.driver.authority.store.deactivateUser(authority.driver.person.userId, testContext);
    },
  };
  for (const [what, end] of Object.entries(endings)) {
    it(`R1 tells each application of a session when ${what}`, async () => {
      const session = await authority.signIn('other-app', 'spa');
      authority.start();
      await end(session);
      await authority.shop.waitFor(1);
      await authority.other.waitFor(1);
      const told = await Promise.all([authority.shop.tokens[0], authority.other.tokens[0]].map(verify));
      const { issuer } = authority.driver.authority;
      const { userId } = authority.driver.person;
      assert.deepEqual(
        told.map(({ alg, claims }) => [alg, claims['aud'], claims['iss'], claims['sub'], claims['sid']]),
        [
          ['ES256', 'web-app', issuer, userId, session.sessionId],
          ['RS256', 'other-app', issuer, userId, session.sessionId],
        ],
      );
    });
  }

  it('R1 tells an application that gave its grant back before the session was over', async () => {
    const session = await authority.signIn();
    const revoked = await authority.driver.post('/revoke', 'web-app', { token: session.refreshToken });
    assert.equal(revoked.status, 200);
    authority.start();
    await authority.signOut(session);
    await authority.shop.waitFor(1);
    const { claims } = await verify(authority.shop.tokens[0]);
    assert.equal(claims['sid'], session.sessionId);
  });

  const silences: Readonly<Record<string, (session: SharedSession) => Promise<unknown>>> = {
    'a grant that ends alone': ({ refreshToken }) =>
      authority.driver.post('/revoke', 'web-app', { token: refreshToken }),
    'a session that merely expires': async ({ browser }) => {
      authority.driver.authority.advance(2 * 86_400_000);
      await browser.open('/account');
    },
  };
  for (const [what, happen] of Object.entries(silences)) {
    it(`says nothing of ${what}`, async () => {
      authority.start();
      await happen(await authority.signIn());
      // What comes after it, and is told, shows that it was passed over.
      const next = await authority.signIn();
      await authority.signOut(next);
      await authority.shop.waitFor(1);
      assert.equal((await verify(authority.shop.tokens[0])).claims['sid'], next.sessionId);
      assert.equal(authority.shop.tokens.length, 1);
    });
  }

  it('tells no application that had no part in the session', async () => {
    authority.start();
    const alone = await authority.signIn();
    const shared = await authority.signIn('other-app');
    await authority.signOut(alone);
    await authority.signOut(shared);
    await authority.shop.waitFor(2);
    await authority.other.waitFor(1);
    assert.equal((await verify(authority.other.tokens[0])).claims['sid'], shared.sessionId);
    assert.equal(authority.other.tokens.length, 1);
  });
});
