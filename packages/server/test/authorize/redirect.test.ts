import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { appendQuery, redirectToClient } from '../../src/authorize/redirect.ts';

describe('redirectToClient', () => {
  it('RFC 9207 §2 adds iss to every answer, and state only when there was one', () => {
    const response = redirectToClient('https://a.example/cb', 'https://id.example', { code: 'c', state: undefined });
    assert.equal(response.status, 303);
    assert.equal(response.headers['location'], 'https://a.example/cb?code=c&iss=https%3A%2F%2Fid.example');
    assert.equal(response.headers['cache-control'], 'no-store');
  });

  it('cannot be made to carry another parameter by what state holds', () => {
    const state = '&code=stolen&iss=https://evil.example#x\r\nSet-Cookie: a=b';
    const response = redirectToClient('https://a.example/cb', 'https://id.example', { code: 'c', state });
    const location = new URL(response.headers['location'] ?? '');
    assert.deepEqual([...location.searchParams.keys()], ['code', 'state', 'iss']);
    assert.equal(location.searchParams.get('state'), state);
    assert.equal(location.hash, '');
  });
});

describe('appendQuery', () => {
  const parameters = new URLSearchParams({ code: 'c' });

  it('RFC 6749 §3.1.2 keeps the query a redirect URI has', () => {
    assert.equal(appendQuery('https://a.example/cb?tenant=1', parameters), 'https://a.example/cb?tenant=1&code=c');
    assert.equal(appendQuery('https://a.example/cb?', parameters), 'https://a.example/cb?code=c');
    assert.equal(appendQuery('https://a.example/cb?a&', parameters), 'https://a.example/cb?a&code=c');
  });

  it('does not respell the URI', () => {
    assert.equal(appendQuery('com.example.app:/Call%62ack', parameters), 'com.example.app:/Call%62ack?code=c');
    assert.equal(appendQuery('https://a.example', new URLSearchParams()), 'https://a.example');
  });
});
