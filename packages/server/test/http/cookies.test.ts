import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret, testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { createCookieNames, parseCookies, serializeCookie, serializeCookieRemoval } from '../../src/http/cookies.ts';

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

  it('reads back what it wrote, among other cookies', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9._~-]*$/);
    fc.assert(
      fc.property(value, value, (one, other) => {
        const header = `x=1; a=${one}; =nameless; flag; b=${other}`;
        const cookies = parseCookies(header);
        assert.equal(cookies.get('a'), one);
        assert.equal(cookies.get('b'), other);
        assert.equal(cookies.size, 3);
      }),
      { seed: testSeed() },
    );
  });

  it('takes the first of two cookies with one name, as browsers send the more specific first', () => {
    assert.equal(parseCookies('a=first; a=second').get('a'), 'first');
  });

  it('sees no cookies in an absent or empty header', () => {
    assert.equal(parseCookies(undefined).size, 0);
    assert.equal(parseCookies('').size, 0);
  });
});
