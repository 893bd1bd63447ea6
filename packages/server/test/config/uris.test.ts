import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findBackchannelUriFault } from '../../src/config/uris.ts';

describe('findBackchannelUriFault', () => {
  it('Back-Channel Logout §2.2 takes https with port, path and query, and http on this machine', () => {
    for (const address of [
      'https://app.example.com/backchannel-logout',
      'https://app.example.com:8443/a?tenant=1',
      'http://localhost:4001/auth/backchannel-logout',
      'http://127.0.0.1/',
      'http://[::1]:80/',
    ]) {
      assert.equal(findBackchannelUriFault(address), undefined, address);
    }
  });

  const faults: Readonly<Record<string, RegExp>> = {
    'backchannel-logout': /no absolute https/,
    '/auth/backchannel-logout': /no absolute https/,
    'ftp://app.example.com/': /no absolute https/,
    'javascript:alert(1)': /no absolute https/,
    'com.example.app:/logout': /no absolute https/,
    'file:///etc/passwd': /no absolute https/,
    'https://app.example.com/ x': /no absolute https/,
    'https://app.example.com/#x': /fragment/,
    'https://app.example.com/#': /fragment/,
    'https://me@app.example.com/': /user name or password/,
    'https://me:word@app.example.com/': /user name or password/,
    'http://app.example.com/': /plain http/,
    'http://10.0.0.7/': /plain http/,
    'http://localhost.example.com/': /plain http/,
  };
  for (const [address, says] of Object.entries(faults)) {
    it(`refuses ${address}`, () => {
      assert.match(findBackchannelUriFault(address)?.what ?? '', says);
    });
  }
});
