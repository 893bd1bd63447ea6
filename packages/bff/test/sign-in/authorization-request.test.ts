import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeS256Challenge } from '@latchkey/tokens/pkce';
import {
  createAuthorizationQuery,
  createRequestSecrets,
  readLoginWishes,
} from '../../src/sign-in/authorization-request.ts';

const settings = {
  clientId: 'app',
  redirectUri: 'https://app.example/auth/callback',
  scopes: ['openid', 'orders:read'],
  resources: ['https://a.example', 'https://b.example'],
};

describe('an authorization request', () => {
  it('B3 asks for a code bound to state, nonce and a PKCE challenge, and shows no verifier', () => {
    const secrets = createRequestSecrets();
    const query = createAuthorizationQuery(settings, secrets, { prompt: undefined, maxAgeSeconds: undefined });
    assert.deepEqual(
      [...query],
      [
        ['response_type', 'code'],
        ['client_id', 'app'],
        ['redirect_uri', 'https://app.example/auth/callback'],
        ['state', secrets.state],
        ['scope', 'openid orders:read'],
        ['nonce', secrets.nonce],
        ['code_challenge', computeS256Challenge(secrets.codeVerifier)],
        ['code_challenge_method', 'S256'],
        ['resource', 'https://a.example'],
        ['resource', 'https://b.example'],
      ],
    );
  });

  it('B3 has secrets of its own each time', () => {
    const all = Array.from({ length: 3 }, createRequestSecrets).flatMap((secrets) => Object.values(secrets));
    assert.equal(new Set(all).size, 9);
    for (const secret of all) assert.equal(Buffer.from(secret as string, 'base64url').length, 32);
  });

  it('passes on what the page wishes, and knows no other wishes', () => {
    const wishes = readLoginWishes(new URLSearchParams('prompt=login&max_age=0'));
    assert.deepEqual(wishes, { prompt: 'login', maxAgeSeconds: 0 });
    const query = createAuthorizationQuery(settings, createRequestSecrets(), wishes!);
    assert.equal(query.get('prompt'), 'login');
    assert.equal(query.get('max_age'), '0');
    for (const wrong of ['prompt=none', 'prompt=login+consent', 'prompt=', 'max_age=-1', 'max_age=x', 'max_age=1e3']) {
      assert.equal(readLoginWishes(new URLSearchParams(wrong)), undefined, wrong);
    }
  });
});
