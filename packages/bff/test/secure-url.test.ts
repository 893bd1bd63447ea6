import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLoopbackHttp, parseSecureUrl } from '../src/secure-url.ts';

describe('an address that tokens may travel to', () => {
  it('is https, or http to this very machine', () => {
    for (const text of ['https://a.example/x?y', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:1/']) {
      assert.ok(parseSecureUrl(text), text);
    }
  });

  it('is nothing else', () => {
    for (const text of [
      ...['http://a.example', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'ws://localhost'],
      ...['https://u@a.example', 'https://u:p@a.example', 'https://a.example/#x', 'javascript:alert(1)', '/a', '', 5],
    ]) {
      assert.equal(parseSecureUrl(text), undefined, String(text));
    }
  });

  it('is plain only on http to this very machine', () => {
    assert.ok(isLoopbackHttp(new URL('http://localhost')));
    assert.ok(!isLoopbackHttp(new URL('https://localhost')));
    assert.ok(!isLoopbackHttp(new URL('http://a.example')));
  });
});
