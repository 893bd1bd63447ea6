import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classifyRequest, isSameOrigin, isWriteMethod, type RequestKind } from '../../src/csrf/same-origin.ts';

const origin = 'https://app.example.com';
const own = { origin };
const foreign = { origin: 'https://evil.example' };
const same = { 'sec-fetch-site': 'same-origin' };

function judge(kind: RequestKind, headers: Record<string, string>): boolean {
  return isSameOrigin(new Headers(headers), kind, origin);
}

describe('where a request comes from', () => {
  it('B2 is asked of Sec-Fetch-Site first: a write from elsewhere is refused whatever else it says', () => {
    for (const site of ['cross-site', 'same-site', 'none', 'something-new']) {
      assert.equal(judge('write', { 'sec-fetch-site': site, ...own }), false, site);
    }
    assert.equal(judge('write', same), true);
  });

  it('B2 is asked of Origin too, which must be the origin also beside a content Sec-Fetch-Site', () => {
    assert.equal(judge('write', own), true);
    assert.equal(judge('write', foreign), false);
    assert.equal(judge('write', { ...same, ...foreign }), false);
    assert.equal(judge('write', { ...same, origin: 'null' }), false);
    assert.equal(judge('write', { origin: `${origin}.evil.example` }), false);
    assert.equal(judge('write', { origin: 'http://app.example.com' }), false);
  });

  it('B2 must be said by one of the two when something is to change', () => {
    assert.equal(judge('write', {}), false);
    assert.equal(judge('write', { referer: `${origin}/` }), false);
  });

  it('B2 is no other site for reading, while an address typed in and an old browser may read', () => {
    assert.equal(judge('read', { 'sec-fetch-site': 'cross-site' }), false);
    assert.equal(judge('read', { 'sec-fetch-site': 'same-site' }), false);
    assert.equal(judge('read', { 'sec-fetch-site': 'none' }), true);
    assert.equal(judge('read', {}), true);
    assert.equal(judge('read', foreign), false);
    assert.equal(judge('read', { 'sec-fetch-site': 'none', ...foreign }), false);
    assert.equal(judge('read', { ...same, ...own }), true);
  });

  it('B2 must be said for a stream, whose opening other sites could ride on', () => {
    assert.equal(judge('stream', {}), false);
    assert.equal(judge('stream', { 'sec-fetch-site': 'none' }), false);
    assert.equal(judge('stream', { 'sec-fetch-site': 'same-site', ...own }), false);
    assert.equal(judge('stream', foreign), false);
    assert.equal(judge('stream', own), true);
    assert.equal(judge('stream', same), true);
  });

  it('L6 may be said by the Referer for a sign-in, and must be said', () => {
    assert.equal(judge('sign-in', {}), false);
    assert.equal(judge('sign-in', { referer: 'https://evil.example/' }), false);
    assert.equal(judge('sign-in', { referer: 'not a URL' }), false);
    assert.equal(judge('sign-in', { referer: `${origin}/sign-in` }), true);
    assert.equal(judge('sign-in', { referer: `${origin}/`, ...foreign }), false);
    assert.equal(judge('sign-in', { referer: `${origin}/`, 'sec-fetch-site': 'none' }), false);
    assert.equal(judge('sign-in', { referer: `${origin}/`, 'sec-fetch-site': 'cross-site' }), false);
    assert.equal(judge('sign-in', own), true);
  });

  it('matters by method, and for streams whatever the method', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      assert.equal(classifyRequest(method, false), 'read');
      assert.equal(classifyRequest(method, true), 'stream');
      assert.equal(isWriteMethod(method), false);
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'get']) {
      assert.equal(classifyRequest(method, false), 'write');
      assert.equal(isWriteMethod(method), true);
    }
  });
});
