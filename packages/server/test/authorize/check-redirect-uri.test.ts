import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRedirectUri } from '../../src/authorize/check-redirect-uri.ts';
import { assertRefuses } from '../refusal.ts';
import { createClient, findClient } from '../sample-config.ts';

function check(clientId: string, redirectUri: string): string {
  const source = new URLSearchParams({ redirect_uri: redirectUri });
  return checkRedirectUri({ client: findClient(clientId), source }).redirectUri;
}

describe('checkRedirectUri', () => {
  it('RFC 9700 §4.1.3 accepts what is registered, character by character', () => {
    for (const uri of ['https://app.example.com/callback', 'https://app.example.com/cb?tenant=1']) {
      assert.equal(check('web', uri), uri);
    }
  });

  const attacks = {
    'an extra query': 'https://app.example.com/callback?next=https://evil.example',
    'an empty query': 'https://app.example.com/callback?',
    'a fragment': 'https://app.example.com/callback#',
    'a user name': 'https://app.example.com@evil.example/callback',
    'user info before the right host': 'https://evil@app.example.com/callback',
    'a port': 'https://app.example.com:443/callback',
    'another letter case of the host': 'https://APP.example.com/callback',
    'another letter case of the path': 'https://app.example.com/Callback',
    'dot segments': 'https://app.example.com/x/../callback',
    'encoded dot segments': 'https://app.example.com/%2e/callback',
    'an encoded letter': 'https://app.example.com/callbac%6b',
    'a trailing slash': 'https://app.example.com/callback/',
    'a deeper path': 'https://app.example.com/callback/evil',
    'a longer host': 'https://app.example.com.evil.example/callback',
    'plain http': 'http://app.example.com/callback',
    'a backslash': 'https://app.example.com\\@evil.example/callback',
    'a line break': 'https://app.example.com/callback\n',
    'a leading blank': ' https://app.example.com/callback',
    'the redirect URI of another client': 'https://other.example.com/callback',
    'a script': 'javascript:alert(1)',
    'a relative path': '/callback',
  };
  for (const [what, uri] of Object.entries(attacks)) {
    it(`RFC 9700 §4.1 refuses ${what}`, () => {
      assertRefuses(() => check('web', uri), 'invalid_request', /not registered/);
    });
  }

  it('OIDC Core §3.1.2.1 refuses a request that does not name it, or names it twice', () => {
    const client = findClient('partner');
    for (const query of ['', 'redirect_uri=', 'redirect_uri=https://partner.example.com/callback&redirect_uri=x']) {
      assertRefuses(() => checkRedirectUri({ client, source: new URLSearchParams(query) }), 'invalid_request', /once/);
    }
  });

  it('RFC 8252 §7.3 lets the port of a loopback redirect of a public client differ', () => {
    const accepted = [
      'http://127.0.0.1/callback',
      'http://127.0.0.1:1/callback',
      'http://127.0.0.1:65535/callback',
      'http://[::1]/callback?x=1',
      'http://[::1]:9/callback?x=1',
    ];
    for (const uri of accepted) assert.equal(check('native', uri), uri);
  });

  it('RFC 8252 §7.3 lets nothing else of a loopback redirect differ', () => {
    const refused = [
      'http://127.0.0.1:0/callback',
      'http://127.0.0.1:65536/callback',
      'http://127.0.0.1:080/callback',
      'http://127.0.0.1:/callback',
      'http://127.0.0.1:80@evil.example/callback',
      'http://127.0.0.1:8080/callback?x=1',
      'http://127.0.0.1:8080/callback#',
      'http://127.0.0.1:8080/Callback',
      'http://127.0.0.1:8080/',
      'http://127.0.0.1:8080',
      'http://localhost:8080/callback',
      'http://127.0.0.2:8080/callback',
      'https://127.0.0.1:8080/callback',
      'http://127.0.0.1.evil.example:8080/callback',
      'http://[::1]:8080/callback',
      'com.example.app:8080/callback',
    ];
    for (const uri of refused) assertRefuses(() => check('native', uri), 'invalid_request', /not registered/);
  });

  it('RFC 8252 §7.3 keeps the port of a confidential client exact', () => {
    const client = createClient('server', { redirectUris: ['http://127.0.0.1:3000/callback'] });
    const source = new URLSearchParams({ redirect_uri: 'http://127.0.0.1:3001/callback' });
    assertRefuses(() => checkRedirectUri({ client, source }), 'invalid_request');
  });
});
