import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSetCookies, isCookieValue } from '../../src/cookies/set-cookies.ts';

const https = createSetCookies({ isHttps: true, sameSite: 'Strict' });
const loopback = createSetCookies({ isHttps: false, sameSite: 'Lax' });

describe('the cookies of the proxy', () => {
  it('B1 are of this host alone, secure, and out of the reach of script on https', () => {
    assert.equal(
      https.session('s', undefined),
      '__Host-Http-latchkey-app=s; Path=/; Secure; HttpOnly; SameSite=Strict',
    );
    assert.equal(
      https.login('__Host-Http-latchkey-app-login-x', 'l'),
      '__Host-Http-latchkey-app-login-x=l; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600',
    );
    assert.equal(
      https.device('d'),
      '__Host-Http-latchkey-app-device=d; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=34560000',
    );
  });

  it('B2 show script the CSRF token alone', () => {
    assert.equal(https.csrf('c'), 'XSRF-TOKEN=c; Path=/; Secure; SameSite=Strict');
  });

  it('go without prefix and Secure on loopback, and are lax when asked', () => {
    assert.equal(loopback.session('s', 60.9), 'latchkey-app=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60');
    assert.equal(loopback.names.loginPrefix, 'latchkey-app-login-');
    assert.equal(loopback.csrf('c'), 'XSRF-TOKEN=c; Path=/; SameSite=Strict');
  });

  it('are cleared with the attributes their prefix demands', () => {
    assert.equal(
      https.clear(https.names.session),
      '__Host-Http-latchkey-app=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
    );
    assert.equal(https.clear('XSRF-TOKEN'), 'XSRF-TOKEN=; Path=/; Secure; SameSite=Strict; Max-Age=0');
  });

  it('cannot be given a value that ends them, and do not repeat it in the error', () => {
    for (const value of ['a; Domain=evil.example', 'a b', 'a"b', 'a,b', 'a\\b', 'a\r\nx', 'ä']) {
      assert.ok(!isCookieValue(value));
      assert.throws(
        () => https.session(value, undefined),
        (error: Error) => !error.message.includes(value) && error.message.includes('__Host-Http-latchkey-app'),
      );
    }
  });
});
