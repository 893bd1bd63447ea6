import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createAddressSet,
  createClientAddressResolver,
  isLoopbackAddress,
  normalizeAddress,
  parseAddressRange,
} from '../src/client-address.ts';

describe('createClientAddressResolver', () => {
  const resolve = createClientAddressResolver(['10.0.0.0/8', '2001:db8:ffff::/48']);

  it('knows nothing of a peer that is not known, whatever is forwarded', () => {
    assert.equal(resolve(undefined, '192.0.2.9'), undefined);
  });

  it('H1 ignores a forwarded header from a peer that is no trusted proxy', () => {
    assert.equal(resolve('192.0.2.1', '198.51.100.7'), '192.0.2.1');
    assert.equal(createClientAddressResolver([])('10.0.0.1', '198.51.100.7'), '10.0.0.1');
  });

  it('H1 takes the hop that the trusted proxy itself added, not what the caller wrote before it', () => {
    assert.equal(resolve('10.0.0.1', '198.51.100.7'), '198.51.100.7');
    assert.equal(resolve('10.0.0.1', '203.0.113.99, 198.51.100.7'), '198.51.100.7');
  });

  it('goes on to the left for as long as the hops are trusted proxies', () => {
    assert.equal(resolve('10.0.0.1', '203.0.113.99, 198.51.100.7, 10.2.3.4'), '198.51.100.7');
    assert.equal(resolve('10.0.0.1', '10.9.9.9, 10.2.3.4'), '10.9.9.9');
  });

  it('stops at a hop that is no address', () => {
    assert.equal(resolve('10.0.0.1', '198.51.100.7, unknown'), '10.0.0.1');
    assert.equal(resolve('10.0.0.1', '198.51.100.7, _hidden, 10.2.3.4'), '10.2.3.4');
    assert.equal(resolve('10.0.0.1', ''), '10.0.0.1');
  });

  it('reads addresses with ports, brackets and any spelling of IPv6', () => {
    assert.equal(resolve('10.0.0.1', '198.51.100.7:4711'), '198.51.100.7');
    assert.equal(resolve('10.0.0.1', '[2001:DB8::0:1]:4711'), '2001:db8::1');
    assert.equal(resolve('10.0.0.1', '[2001:db8::1]'), '2001:db8::1');
    assert.equal(resolve('2001:db8:ffff::9', '2001:db8:0:0::1'), '2001:db8::1');
  });

  it('knows a proxy that connects from an IPv4-mapped IPv6 address', () => {
    assert.equal(resolve('::ffff:10.0.0.1', '198.51.100.7'), '198.51.100.7');
    assert.equal(resolve('10.0.0.1', '::ffff:198.51.100.7'), '198.51.100.7');
    assert.equal(resolve('::ffff:192.0.2.1', null), '192.0.2.1');
  });
});

describe('addresses', () => {
  it('have one spelling each', () => {
    assert.equal(normalizeAddress('::ffff:c000:0201'), '192.0.2.1');
    assert.equal(normalizeAddress('fe80::1%eth0'), 'fe80::1');
    assert.equal(normalizeAddress('not an address'), undefined);
    assert.equal(normalizeAddress('1.2.3.4, 5.6.7.8'), undefined);
  });

  it('are of this machine in 127.0.0.0/8 and at ::1 alone', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) assert.ok(isLoopbackAddress(address));
    for (const address of ['128.0.0.1', '::2', '', '127.0.0.1.example.com']) assert.ok(!isLoopbackAddress(address));
  });

  it('are in a set by themselves or by range', () => {
    const set = createAddressSet(['192.0.2.1', '2001:db8::/32']);
    assert.ok(set.has('192.0.2.1'));
    assert.ok(set.has('2001:db8:1::1'));
    assert.ok(!set.has('192.0.2.2'));
    assert.ok(!set.has('2001:db9::1'));
    assert.ok(!set.has('nonsense'));
  });
});

describe('parseAddressRange', () => {
  it('reads a single address as a range of its own, and a range by its length', () => {
    assert.deepEqual(parseAddressRange('192.0.2.1'), { network: '192.0.2.1', family: 'ipv4', prefixLength: 32 });
    assert.deepEqual(parseAddressRange('10.0.0.0/8'), { network: '10.0.0.0', family: 'ipv4', prefixLength: 8 });
    assert.deepEqual(parseAddressRange('2001:DB8::/32'), { network: '2001:db8::', family: 'ipv6', prefixLength: 32 });
    assert.deepEqual(parseAddressRange('fe80::1%eth0'), { network: 'fe80::1', family: 'ipv6', prefixLength: 128 });
    assert.equal(parseAddressRange('::/0')?.prefixLength, 0);
    const mapped = { network: '10.0.0.0', family: 'ipv4', prefixLength: 8 };
    assert.deepEqual(parseAddressRange('::ffff:10.0.0.0/104'), mapped);
    assert.ok(createAddressSet(['::ffff:10.0.0.0/104']).has('10.1.2.3'));
  });

  it('reads nothing else', () => {
    for (const text of [
      '',
      'proxy',
      '10.0.0.0/33',
      '::/129',
      '::ffff:10.0.0.0/95',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0.0/+8',
      '10.0.0',
    ]) {
      assert.equal(parseAddressRange(text), undefined, text);
    }
    assert.throws(() => createAddressSet(['10.0.0.0/8', '10.0.0.0/33']), /10\.0\.0\.0\/33 is no address/);
  });
});
