import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BffApi } from '../../src/options.ts';
import { isNearApi, isPlainPath, isPlainSearch, joinTarget, matchApi } from '../../src/proxy/path.ts';

/** Every way known to us of writing a path that somebody behind the allow-list reads as another. */
const attacks: readonly (readonly [string, string])[] = [
  ['a dot segment that climbs', '/api/orders/../admin'],
  ['a dot segment at the end', '/api/orders/..'],
  ['a dot segment that stays', '/api/./orders'],
  ['both dots encoded', '/api/orders/%2e%2e/admin'],
  ['one dot encoded', '/api/orders/.%2e/admin'],
  ['the other dot encoded, in capitals', '/api/orders/%2E./admin'],
  ['a single dot encoded', '/api/%2e/orders'],
  ['dots encoded twice', '/api/orders/%252e%252e/admin'],
  ['dots encoded three times', '/api/orders/%25252e%25252e/admin'],
  ['the percent sign of the dots encoded piecewise', '/api/orders/%25%32%65%25%32%65/admin'],
  ['dots with a path parameter', '/api/orders/..;/admin'],
  ['dots with an encoded path parameter', '/api/orders/..%3bx/admin'],
  ['a dot with a path parameter', '/api/orders/.;x/admin'],
  ['a backslash', '/api/orders\\..\\admin'],
  ['an encoded backslash', '/api/orders/..%5cadmin'],
  ['a backslash encoded twice', '/api/orders/%255cadmin'],
  ['an encoded slash', '/api/orders%2fadmin'],
  ['an encoded slash in capitals', '/api/orders%2Fadmin'],
  ['a slash encoded twice', '/api/orders%252fadmin'],
  ['an empty segment', '/api//orders'],
  ['an empty segment at the start', '//api/orders'],
  ['an empty segment at the end', '/api/orders//'],
  ['an encoded NUL', '/api/orders/1%00.json'],
  ['a NUL encoded twice', '/api/orders/1%2500'],
  ['an encoded line break', '/api/orders/1%0d%0aX-Injected:1'],
  ['a line break', '/api/orders/1\r\nX-Injected:1'],
  ['an encoded DEL', '/api/orders/%7f'],
  ['an encoded C1 control', '/api/orders/%c2%85'],
  ['a space', '/api/orders/a b'],
  ['a tab', '/api/orders/a\tb'],
  ['a percent sign alone', '/api/orders/100%'],
  ['a percent sign before one digit', '/api/orders/%2'],
  ['a percent sign before no digits', '/api/orders/%zz'],
  ['an overlong encoding of a dot', '/api/orders/%c0%ae%c0%ae/admin'],
  ['an overlong encoding of a slash', '/api/orders/..%c0%afadmin'],
  ['bytes that are no UTF-8, encoded twice', '/api/orders/%25c0%25ae'],
  ['more encodings of one another than anybody means', '/api/orders/%25252525252e'],
  ['a broken UTF-8 sequence', '/api/orders/%e4'],
  ['a raw byte beyond ASCII', '/api/orders/\u00e4'],
  ['a full-width slash, raw', '/api/orders/\uff0fadmin'],
  ['a fragment', '/api/orders#/../admin'],
  ['a query', '/api/orders?x'],
  ['no slash at the start', 'api/orders'],
  ['an address', 'http://api.example.com/api/orders'],
  ['nothing', ''],
  ['an asterisk', '*'],
];

const plain = [
  '/',
  '/api/orders',
  '/api/orders/',
  '/api/orders/17',
  '/api/orders/a.b..c',
  '/api/orders/...',
  '/api/orders/.well-known',
  '/api/orders/file%2ejson',
  '/api/orders/100%25',
  '/api/orders/a%20b',
  '/api/orders/M%C3%BCller',
  '/api/orders/%E6%B3%A8%E6%96%87',
  "/api/orders/!$&'()*+,;=:@-._~[]^|",
  '/api/orders/a;b=c',
];

function createApi(path: string): BffApi {
  const target = new URL('https://api.example.com');
  return { path, target, scopes: [], resource: undefined, methods: new Set(['GET']), webSocket: false };
}

describe('a plain path', () => {
  for (const [what, path] of attacks) {
    it(`B3 is none with ${what}`, () => assert.equal(isPlainPath(path), false));
  }

  it('is one with everything browsers send of their own', () => {
    for (const path of plain) assert.equal(isPlainPath(path), true, path);
  });

  it('is judged in time that grows no faster than its length', () => {
    assert.equal(isPlainPath(`/${'%25'.repeat(5000)}2e`), true);
    assert.equal(isPlainPath(`${'/a'.repeat(20_000)}\\`), false);
    assert.equal(isPlainPath(`/${'%41'.repeat(20_000)}%`), false);
    assert.equal(isPlainPath(`/%${'25'.repeat(50_000)}2e`), false);
  });
});

describe('the allow-list', () => {
  const apis = [createApi('/api/orders/archive'), createApi('/api/orders'), createApi('/files')];

  it('B3 matches whole segments, the longest declared path first', () => {
    const cases = [
      ['/api/orders', '/api/orders', ''],
      ['/api/orders/', '/api/orders', '/'],
      ['/api/orders/1/lines', '/api/orders', '/1/lines'],
      ['/api/orders/archive', '/api/orders/archive', ''],
      ['/api/orders/archive/9', '/api/orders/archive', '/9'],
      ['/api/orders/archived', '/api/orders', '/archived'],
    ] as const;
    for (const [path, api, rest] of cases) {
      const matched = matchApi(apis, path);
      assert.deepEqual([matched?.api.path, matched?.rest], [api, rest], path);
    }
  });

  it('B3 matches nothing that is not declared, nor a declared path written otherwise', () => {
    for (const path of ['/', '/api', '/api/ordersx', '/api/order', '/API/orders', '/api/%6frders', '/x/api/orders']) {
      assert.equal(matchApi(apis, path), undefined, path);
      assert.equal(isNearApi(apis, path), false, path);
    }
  });

  it('B3 claims what others could read as a declared path, so that nobody else answers it', () => {
    for (const path of [
      ...['/api/orders/../../admin', '/x/../api/orders', '/api//orders', '/api/orders%2f1', '/api\\orders'],
      ...['/api/%252e/orders', '/x/%2e%2e/files/1', '/api/..;/files'],
    ]) {
      assert.equal(isNearApi(apis, path), true, path);
      assert.equal(isPlainPath(path), false, path);
    }
  });
});

describe('the address asked for', () => {
  it("B3 is the target's path, the rest and the query, both as sent", () => {
    const cases = [
      ['https://api.example.com', '', '', '/'],
      ['https://api.example.com', '/1', '?a=%20', '/1?a=%20'],
      ['https://api.example.com/v1', '', '?', '/v1?'],
      ['https://api.example.com/v1/', '/M%C3%BCller', '', '/v1/M%C3%BCller'],
      ['https://api.example.com/v1', '/', '?a=1&a=2?', '/v1/?a=1&a=2?'],
    ] as const;
    for (const [target, rest, search, path] of cases) assert.equal(joinTarget(new URL(target), rest, search), path);
  });

  it('B3 takes a query of printable ASCII alone', () => {
    for (const search of ['', '?', '?a=b&c=%00', '?next=/../x', '?a[]=1&b="c"&d={}|\\']) {
      assert.equal(isPlainSearch(search), true, search);
    }
    for (const search of ['?a b', '?a\r\nX: 1', '?a#b', '?\u00e4', '?\0', 'a=b']) {
      assert.equal(isPlainSearch(search), false, search);
    }
  });
});
