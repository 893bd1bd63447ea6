import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, it } from 'node:test';
import { createGuardedLookup, OutboundAddressError, requireOutboundUrl } from '../../src/http/outbound-address.ts';

describe('requireOutboundUrl', () => {
  it('lets https pass, and http to this machine', () => {
    for (const url of [
      'https://app.example.com/x',
      'https://10.0.0.7/',
      'https://192.168.1.9:8443/',
      'https://[fd12:3456::1]/',
      'https://[::ffff:10.0.0.7]/',
      'http://localhost:4001/',
      'http://127.0.0.1/',
      'http://[::1]:4001/',
    ]) {
      assert.doesNotThrow(() => requireOutboundUrl(new URL(url)), url);
    }
  });

  for (const url of [
    'http://app.example.com/',
    'http://10.0.0.7/',
    'ftp://localhost/',
    'file:///etc/hostname',
    'data:text/plain,x',
    'https://169.254.169.254/latest/meta-data/',
    'https://0xa9fea9fe/',
    'https://2852039166/',
    'https://169.254.1/',
    'https://[fe80::1]/',
    'https://[febf::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[64:ff9b::169.254.169.254]/',
    'https://[fd00:ec2::254]/',
    'https://100.100.100.200/',
    'https://192.0.0.192/',
    'https://168.63.129.16/',
    'https://0.0.0.0/',
    'https://[::]/',
  ]) {
    it(`refuses ${url}`, () => {
      assert.throws(() => requireOutboundUrl(new URL(url)), OutboundAddressError);
    });
  }
});

describe('createGuardedLookup', () => {
  /** A name server that answers these addresses to whoever asks. */
  const answering =
    (...addresses: string[]): LookupFunction =>
    (_hostname, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  function find(
    resolve: LookupFunction | undefined,
    options: { readonly loopbackOnly?: boolean; readonly all?: boolean; readonly name?: string } = {},
  ): Promise<string | LookupAddress[]> {
    const { loopbackOnly = false, all = true, name = 'app.example.com' } = options;
    return new Promise((found, reject) => {
      createGuardedLookup({ loopbackOnly, resolve })(name, { all }, (error, address) =>
        error === null ? found(address) : reject(error),
      );
    });
  }

  it('answers every address of a name that leads nowhere special', async () => {
    assert.deepEqual(await find(answering('203.0.113.7', '2001:db8::7')), [
      { address: '203.0.113.7', family: 4 },
      { address: '2001:db8::7', family: 6 },
    ]);
    assert.equal(await find(answering('203.0.113.7', '2001:db8::7'), { all: false }), '203.0.113.7');
  });

  it('refuses a name as soon as one of its addresses is forbidden', async () => {
    for (const address of ['169.254.169.254', 'fe80::1', '::ffff:a9fe:a9fe', '0.0.0.0', 'fe80::1%eth0', 'no address']) {
      await assert.rejects(find(answering('203.0.113.7', address)), OutboundAddressError, address);
      await assert.rejects(find(answering(address), { all: false }), OutboundAddressError, address);
    }
  });

  it('refuses a name without addresses', async () => {
    await assert.rejects(find(answering()), OutboundAddressError);
  });

  it('keeps plain http on this machine, whatever a name server says localhost is', async () => {
    await assert.rejects(find(answering('203.0.113.7'), { loopbackOnly: true }), OutboundAddressError);
    await assert.rejects(find(answering('127.0.0.1', '10.0.0.7'), { loopbackOnly: true }), OutboundAddressError);
    assert.equal(await find(answering('127.0.0.1', '::1'), { loopbackOnly: true, all: false }), '127.0.0.1');
  });

  it('passes on that a name cannot be resolved', async () => {
    const failing: LookupFunction = (_hostname, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    await assert.rejects(find(failing), { code: 'ENOTFOUND' });
  });

  it('asks the operating system by default', async () => {
    const found = await find(undefined, { loopbackOnly: true, name: 'localhost' });
    assert.ok(Array.isArray(found) && found.length > 0);
  });
});
