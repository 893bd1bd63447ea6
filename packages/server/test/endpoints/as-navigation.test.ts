import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { redirectAsNavigation } from '../../src/endpoints/as-navigation.ts';
import { OAuthError } from '../../src/http/oauth-error.ts';

describe('redirectAsNavigation', () => {
  it('asks for the same with GET', () => {
    const { status, headers } = redirectAsNavigation(
      '/logout',
      new URLSearchParams({ state: 'a b', id_token_hint: 'x' }),
    );
    assert.equal(status, 303);
    assert.equal(headers['location'], '/logout?state=a+b&id_token_hint=x');
  });

  it('H6 puts no credential into an address', () => {
    const secret = recordSecret('a secret in the wrong form');
    for (const name of ['client_secret', 'password', 'code_verifier', 'refresh_token']) {
      assert.throws(
        () => redirectAsNavigation('/authorize', new URLSearchParams({ client_id: 'web', [name]: secret })),
        (error) =>
          error instanceof OAuthError &&
          error.code === 'invalid_request' &&
          error.message.includes(name) &&
          !error.message.includes(secret),
      );
    }
  });
});
