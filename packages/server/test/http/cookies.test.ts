import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { createCookieNames, serializeCookie, serializeCookieRemoval } from '../../src/http/cookies.ts';

describe('cookies', () => {
  it('B1 gives every cookie of an https issuer the __Host- prefix, and none of a plain-http one', () => {
    for (const name of Object.values(createCookieNames('https://id.example.com')))
      assert.match(name, /^__Host-latchkey-/);
    for (const name of Object.values(createCookieNames('http://localhost:4000'))) assert.match(name, /^latchkey-/);
  });

  it('B1 sets HttpOnly, SameSite=Lax and Path=/ always, Secure exactly with the prefix, and never Domain', () => {
    assert.equal(serializeCookie('__Host-a', 'v'), '__Host-a=v; Path=/; HttpOnly; SameSite=Lax; Secure');
    assert.equal(serializeCookie('a', 'v'), 'a=v; Path=/; HttpOnly; SameSite=Lax');
    assert.equal(serializeCookie('a', 'v', { maxAgeSeconds: 60 }), 'a=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60');
    assert.equal(serializeCookieRemoval('__Host-a'), '__Host-a=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0');
  });

  it('refuses a value that would end the cookie and begin an attribute, without repeating it', () => {
    const secret = recordSecret('half-a-secret; Domain=example.com');
    assert.throws(
      () => serializeCookie('a', secret),
      (error) => error instanceof TypeError && !error.message.includes('half-a-secret'),
    );
    for (const value of ['a b', 'a\r\nb', 'a,b', 'a"b', 'a\\b', 'ä']) assert.throws(() => serializeCookie('a', value));
  });
});
