import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFrontChannel } from '../../src/authority/front-channel.ts';
import { madeUpIssuer as issuer, openTestConnection } from '../kit/test-connection.ts';

function open(members: object) {
  const { connection } = openTestConnection(async () => Response.json({ issuer, ...members }));
  return createFrontChannel(connection, { clientId: 'app', postLogoutRedirectUri: 'https://app.example/bye' });
}

describe('the addresses a browser is sent to', () => {
  it('keep what the authority put into them', async () => {
    const { createAuthorizationUrl } = open({ authorization_endpoint: `${issuer}/authorize?tenant=1` });
    assert.equal(
      await createAuthorizationUrl(new URLSearchParams('scope=openid+a&resource=x&resource=y')),
      `${issuer}/authorize?tenant=1&scope=openid+a&resource=x&resource=y`,
    );
  });

  it('name the session for a sign-out, and hold no token', async () => {
    const { createEndSessionUrl } = open({ end_session_endpoint: `${issuer}/logout` });
    const back = 'post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye';
    assert.equal(await createEndSessionUrl('sid-1'), `${issuer}/logout?client_id=app&logout_hint=sid-1&${back}`);
    assert.equal(await createEndSessionUrl(undefined), `${issuer}/logout?client_id=app&${back}`);
  });

  it('are unknown where the authority names none', async () => {
    const front = open({});
    assert.equal(await front.createEndSessionUrl('x'), undefined);
    assert.equal(await front.createAuthorizationUrl(new URLSearchParams()), undefined);
  });
});
