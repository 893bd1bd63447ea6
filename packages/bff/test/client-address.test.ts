import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClientAddressResolver } from '../src/client-address.ts';

describe('the address of a client', () => {
  const resolve = createClientAddressResolver(['10.0.0.0/8', '2001:db8::1']);

  it('is the peer when nothing is forwarded', () => {
    assert.equal(resolve('192.0.2.1', null), '192.0.2.1');
    assert.equal(resolve('::ffff:192.0.2.1', null), '192.0.2.1');
    assert.equal(resolve('fe80::1%eth0', null), 'fe80::1');
    assert.equal(resolve(undefined, null), undefined);
    assert.equal(resolve('a socket file', null), undefined);
  });

  it('is what a trusted proxy says', () => {
    assert.equal(resolve('10.1.2.3', '192.0.2.9'), '192.0.2.9');
    assert.equal(resolve('2001:db8::1', '[2001:db8::9]:4711'), '2001:db8::9');
    assert.equal(resolve('10.1.2.3', '192.0.2.9:80'), '192.0.2.9');
  });

  it('is never what somebody else says', () => {
    assert.equal(resolve('192.0.2.1', '192.0.2.9'), '192.0.2.1');
    assert.equal(resolve(undefined, '192.0.2.9'), undefined);
    assert.equal(createClientAddressResolver([])('10.1.2.3', '192.0.2.9'), '10.1.2.3');
  });

  it('is read from the right, and not beyond the first hop that is not trusted', () => {
    assert.equal(resolve('10.1.2.3', '203.0.113.5, 192.0.2.9, 10.9.9.9'), '192.0.2.9');
    assert.equal(resolve('10.1.2.3', '192.0.2.9, unknown'), '10.1.2.3');
    assert.equal(resolve('10.1.2.3', '10.2.2.2, 10.9.9.9'), '10.2.2.2');
  });
});
