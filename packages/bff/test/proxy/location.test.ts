import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BffApi } from '../../src/options.ts';
import { rewriteLocation } from '../../src/proxy/location.ts';

const api: BffApi = {
  ...{ path: '/api/orders', target: new URL('https://api.example.com/v1/'), scopes: [], resource: undefined },
  ...{ methods: new Set(['GET']), webSocket: false },
};
const requested = new URL('https://api.example.com/v1/list/17?x=1');

describe('a Location', () => {
  it("B3 within the target becomes the browser's path", () => {
    const cases = [
      ['https://api.example.com/v1/18?a=b#c', '/api/orders/18?a=b#c'],
      ['https://API.example.com:443/v1', '/api/orders'],
      ['//api.example.com/v1/18', '/api/orders/18'],
      ['/v1/18', '/api/orders/18'],
      ['18', '/api/orders/list/18'],
      ['../18', '/api/orders/18'],
      ['?x=2', '/api/orders/list/17?x=2'],
      ['https://api.example.com/v1//evil.example', '/api/orders//evil.example'],
    ] as const;
    for (const [location, expected] of cases)
      assert.equal(rewriteLocation(location, requested, api), expected, location);
  });

  it('passes as the address it is when it leads elsewhere', () => {
    const cases = [
      ['https://elsewhere.example/v1/18', 'https://elsewhere.example/v1/18'],
      ['http://api.example.com/v1/18', 'http://api.example.com/v1/18'],
      ['https://api.example.com:8443/v1/18', 'https://api.example.com:8443/v1/18'],
      ['/v2/18', 'https://api.example.com/v2/18'],
      ['/v1x', 'https://api.example.com/v1x'],
      ['/v1/../admin', 'https://api.example.com/admin'],
    ] as const;
    for (const [location, expected] of cases)
      assert.equal(rewriteLocation(location, requested, api), expected, location);
  });

  it('B3 is dropped when it is no web address', () => {
    for (const location of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'blob:x',
      'https://',
      'http://[x',
    ]) {
      assert.equal(rewriteLocation(location, requested, api), undefined, location);
    }
  });
});
