import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CookieJar, createCookieJar } from '../src/cookie-jar.ts';

const https = new URL('https://id.example.com/sign-in');
const http = new URL('http://localhost:4000/sign-in');

function headerFor(jar: CookieJar, url: string | URL, context: { sameSite?: boolean; safe?: boolean } = {}) {
  const { sameSite = true, safe = true } = context;
  return jar.header({ url: new URL(url), sameSite, safeNavigation: safe });
}

describe('the cookie jar', () => {
  it('sends a cookie back to its host alone, whatever the port', () => {
    const jar = createCookieJar();
    assert.deepEqual(jar.store(['a=1'], http), []);
    assert.equal(headerFor(jar, 'http://localhost:9999/'), 'a=1');
    assert.equal(headerFor(jar, 'http://127.0.0.1:4000/'), undefined);
  });

  it('sends a domain cookie to subdomains, and refuses one for a foreign domain', () => {
    const jar = createCookieJar();
    assert.deepEqual(jar.store(['a=1; Domain=example.com; Path=/'], https), []);
    assert.equal(headerFor(jar, 'https://shop.example.com/'), 'a=1');
    assert.equal(jar.store(['b=1; Domain=example.org'], https).length, 1);
  });

  it('keeps to the path, and sends the longer path first', () => {
    const jar = createCookieJar();
    jar.store(['a=1; Path=/', 'b=2; Path=/account'], https);
    assert.equal(headerFor(jar, 'https://id.example.com/account/sessions'), 'b=2; a=1');
    assert.equal(headerFor(jar, 'https://id.example.com/accounts'), 'a=1');
  });

  it('refuses Secure over plain http, on loopback too, and sends no Secure cookie there', () => {
    const jar = createCookieJar();
    assert.match(jar.store(['a=1; Secure'], http)[0] ?? '', /Secure/);
    jar.store(['b=1; Secure; Path=/'], https);
    assert.equal(headerFor(jar, 'http://id.example.com/'), undefined);
    assert.equal(headerFor(jar, 'https://id.example.com/'), 'b=1');
  });

  for (const [flaw, line] of [
    ['Secure', '__Host-a=1; Path=/'],
    ['Path=/', '__Host-a=1; Secure; Path=/x'],
    ['no Domain', '__Host-a=1; Secure; Path=/; Domain=id.example.com'],
    ['an explicit path', '__Host-a=1; Secure'],
  ] as const) {
    it(`refuses a __Host- cookie without ${flaw}`, () => {
      assert.match(createCookieJar().store([line], https)[0] ?? '', /__Host-/);
    });
  }

  it('takes a right __Host- cookie and a right __Secure- cookie, and no wrong one', () => {
    const jar = createCookieJar();
    assert.deepEqual(jar.store(['__Host-a=1; Secure; Path=/', '__Secure-b=1; Secure'], https), []);
    assert.equal(jar.store(['__Secure-c=1'], https).length, 1);
  });

  it('lets cookies expire by Max-Age before Expires, and deletes with either', () => {
    let nowMs = 1_000_000;
    const jar = createCookieJar(() => nowMs);
    jar.store(['a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=1'], https);
    assert.equal(headerFor(jar, https), 'a=1; b=1');
    nowMs += 10_000;
    assert.equal(headerFor(jar, https), 'b=1');
    jar.store(['b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], https);
    assert.equal(headerFor(jar, https), undefined);
  });

  it('sends Lax cookies across sites with safe navigations only, Strict ones never', () => {
    const jar = createCookieJar();
    jar.store(['lax=1', 'strict=1; SameSite=Strict', 'none=1; SameSite=None; Secure'], https);
    assert.equal(headerFor(jar, https), 'lax=1; strict=1; none=1');
    assert.equal(headerFor(jar, https, { sameSite: false }), 'lax=1; none=1');
    assert.equal(headerFor(jar, https, { sameSite: false, safe: false }), 'none=1');
  });

  it('drops what has no expiry when the browser quits', () => {
    const jar = createCookieJar();
    jar.store(['a=1', 'b=1; Max-Age=60'], https);
    jar.dropSessionCookies();
    assert.equal(headerFor(jar, https), 'b=1');
  });

  it('replaces a cookie of the same name, host and path', () => {
    const jar = createCookieJar();
    jar.store(['a=1; HttpOnly', 'a=2'], https);
    assert.deepEqual(
      jar.list().map(({ name, value, httpOnly }) => [name, value, httpOnly]),
      [['a', '2', false]],
    );
  });
});
