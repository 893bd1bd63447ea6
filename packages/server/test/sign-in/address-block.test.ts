import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { toAddressBlock } from '../../src/sign-in/address-block.ts';

describe('toAddressBlock', () => {
  const rows = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:0:0:0:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['unix', 'unix'],
  ] as const;
  for (const [address, block] of rows) {
    it(`L2 counts ${address} as ${block}`, () => assert.equal(toAddressBlock(address), block));
  }

  it('L2 counts all addresses of one /64 as one, and those of another as another', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const groups = fc.array(group, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(groups, groups, groups, group, (network, hostA, hostB, change) => {
        const write = (parts: readonly number[]): string => parts.map((part) => part.toString(16)).join(':');
        fc.pre(network.some((part) => part !== 0));
        const block = toAddressBlock(write([...network, ...hostA]));
        assert.equal(toAddressBlock(write([...network, ...hostB])), block);
        const other = [...network.slice(0, 3), change];
        if (change !== network[3]) assert.notEqual(toAddressBlock(write([...other, ...hostA])), block);
      }),
      { seed: testSeed() },
    );
  });
});
