import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import type { SessionId, UserId } from '../../src/ids.ts';
import { createIdTokenHintReader } from '../../src/mint/id-token-hint.ts';
import { createLogoutTokenMint, logoutTokenTyp, type MintLogoutToken } from '../../src/mint/logout-token.ts';
import { type OAuthDriver, openDriver } from '../endpoints/oauth-driver.ts';
import { findClient } from '../sample-config.ts';

const ended = { userId: 'somebody' as UserId, sessionId: 'some-session' as SessionId };

describe('createLogoutTokenMint', () => {
  let driver: OAuthDriver;
  let mintLogoutToken: MintLogoutToken;
  before(async () => {
    driver = await openDriver();
    mintLogoutToken = createLogoutTokenMint(driver.authority);
  });
  after(() => driver.close());

  it('Back-Channel Logout §2.4 says who, which session, for whom and until when, and has no nonce', () => {
    const token = recordSecret(mintLogoutToken(findClient('web'), ended));
    const verified = verifyJws(token, {
      typ: logoutTokenTyp,
      maxBytes: 4096,
      findKey: (kid) => driver.authority.keys.verifier('id_token', kid),
    });
    assert.ok(verified.ok);
    const { iat, jti, ...claims } = verified.claims;
    assert.deepEqual(claims, {
      iss: driver.authority.issuer,
      sub: 'somebody',
      aud: 'web',
      exp: Number(iat) + 120,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      sid: 'some-session',
    });
    assert.equal(iat, Math.floor(driver.authority.clock.nowMs() / 1000));
    assert.match(String(jti), /^[\w-]{36}$/);
  });

  it('Back-Channel Logout §2.4 gives each token an id of its own, which attempts do not share', () => {
    const ids = [1, 2].map(() => {
      const [, claims = ''] = recordSecret(mintLogoutToken(findClient('web'), ended)).split('.');
      return JSON.parse(Buffer.from(claims, 'base64url').toString()).jti;
    });
    assert.notEqual(ids[0], ids[1]);
  });

  it('Back-Channel Logout §2.4 signs as the client’s ID tokens are signed', () => {
    for (const [clientId, alg] of [
      ['web', 'ES256'],
      ['other', 'RS256'],
    ] as const) {
      const [header = ''] = recordSecret(mintLogoutToken(findClient(clientId), ended)).split('.');
      assert.equal(JSON.parse(Buffer.from(header, 'base64url').toString()).alg, alg);
    }
  });

  it('makes nothing that passes for an ID token', () => {
    const token = recordSecret(mintLogoutToken(findClient('web'), ended));
    assert.equal(createIdTokenHintReader(driver.authority)(token), undefined);
  });
});
