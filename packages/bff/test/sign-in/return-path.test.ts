import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseReturnPath } from '../../src/sign-in/return-path.ts';

const place = { origin: 'https://app.example.com', basePath: '/auth' };

describe('where a browser goes after its sign-in', () => {
  it('is a path of the application, with query and fragment', () => {
    for (const path of ['/', '/orders', '/orders?x=%2F%2Fy&z=https://a.example', '/a#b', '/authors', '/a//b']) {
      assert.equal(parseReturnPath(path, place), path);
    }
    assert.equal(parseReturnPath('/a/../b', place), '/b');
  });

  const elsewhere = [
    ...['https://evil.example/', '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '/a\\b'],
    ...['/\t/evil.example', '/\n/evil.example', '\t//evil.example', '/\u0000', '/.//evil.example', '/..//evil.example'],
    ...['/a/..//evil.example', '/%2e//evil.example', 'evil.example', 'javascript:alert(1)', '', ' /a', '?x', '#x'],
    ...['https:/evil.example', 'https:evil.example', '@evil.example', '/\u007f'],
  ];
  for (const text of elsewhere) {
    it(`B3 is never ${JSON.stringify(text)}`, () => assert.equal(parseReturnPath(text, place), undefined));
  }

  it('B3 is no endpoint of the proxy, which could go round for ever', () => {
    for (const path of ['/auth', '/auth/login', '/auth/../auth/login', '/x/../auth/login?returnTo=/']) {
      assert.equal(parseReturnPath(path, place), undefined, path);
    }
  });

  it('is short enough for a cookie, also once it is encoded', () => {
    assert.equal(parseReturnPath(`/${'a'.repeat(1024)}`, place), undefined);
    assert.equal(parseReturnPath(`/${'ä'.repeat(500)}`, place), undefined);
    assert.equal(parseReturnPath(null, place), undefined);
    assert.equal(parseReturnPath(undefined, place), undefined);
  });
});
