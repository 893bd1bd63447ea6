import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeRedirectHost, toFormTarget } from '../../src/pages/form-target.ts';

describe('toFormTarget', () => {
  const rows = [
    ['https://app.example.com/cb?x=1', 'https://app.example.com'],
    ['http://127.0.0.1:53421/cb', 'http://127.0.0.1:53421'],
    ['http://[::1]:53421/cb', 'http:'],
    ['com.example.app:/cb', 'com.example.app:'],
  ] as const;
  for (const [uri, source] of rows) {
    it(`names ${uri} as ${source}`, () => assert.equal(toFormTarget(uri), source));
  }

  it('cannot be made to add a directive', () => {
    assert.doesNotMatch(toFormTarget("https://app.example.com/;script-src'unsafe-inline' *"), /[;\s*']/);
  });
});

describe('describeRedirectHost', () => {
  it('names the host, or the scheme of an app', () => {
    assert.equal(describeRedirectHost('https://app.example.com:8443/cb'), 'app.example.com:8443');
    assert.equal(describeRedirectHost('com.example.app:/cb'), 'the app that opens com.example.app: links');
  });
});
