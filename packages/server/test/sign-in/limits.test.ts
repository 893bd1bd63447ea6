import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UserId } from '../../src/ids.ts';
import { createSignInLimits } from '../../src/sign-in/limits.ts';
import { createBrowserRing } from './browser-ring.ts';

const config = {
  windowSeconds: 60,
  perAccount: 5,
  perDevice: 7,
  perAddress: 9,
  perClient: 11,
  signUpsPerAddress: 3,
};
const limits = createSignInLimits(config, createBrowserRing());
const stranger = { identifierKey: 'alice', address: '192.0.2.1', knownDevice: undefined };
const knownDevice = { deviceId: 'laptop', userId: 'u1' as UserId };

function keysOf(counters: readonly { readonly key: Uint8Array }[]): readonly string[] {
  return counters.map(({ key }) => Buffer.from(key).toString('hex'));
}

describe('createSignInLimits', () => {
  it('L2 counts a stranger against account and address', () => {
    const { counters } = limits.countSignIn(stranger);
    assert.deepEqual(
      counters.map(({ limit, windowMs }) => [limit, windowMs]),
      [
        [5, 60_000],
        [9, 60_000],
      ],
    );
  });

  it('L2 counts a known device against itself alone', () => {
    const { counters } = limits.countSignIn({ ...stranger, knownDevice });
    assert.deepEqual(
      counters.map(({ limit }) => limit),
      [7],
    );
    const others = keysOf(limits.countSignIn(stranger).counters);
    assert.equal(others.includes(keysOf(counters)[0] ?? ''), false);
  });

  it('L2 keeps accounts, devices and people on a device apart', () => {
    const count = (attempt: Parameters<typeof limits.countSignIn>[0]) =>
      keysOf(limits.countSignIn(attempt).counters)[0];
    const all = [
      count(stranger),
      count({ ...stranger, identifierKey: 'bob' }),
      count({ ...stranger, knownDevice }),
      count({ ...stranger, knownDevice: { ...knownDevice, deviceId: 'phone' } }),
      count({ ...stranger, knownDevice: { ...knownDevice, userId: 'u2' as UserId } }),
    ];
    assert.equal(new Set(all).size, all.length);
  });

  it('L2 forgets the account after a success, never the address', () => {
    const { counters, clearedBySuccess } = limits.countSignIn(stranger);
    assert.deepEqual(clearedBySuccess, [counters[0]?.key]);
  });

  it('L2 forgets only the device after a success on a known device', () => {
    const { counters, clearedBySuccess } = limits.countSignIn({ ...stranger, knownDevice });
    assert.deepEqual(clearedBySuccess, [counters[0]?.key]);
  });

  it('L2 counts IPv6 by /64', () => {
    const block = (address: string) => keysOf(limits.countSignIn({ ...stranger, address }).counters)[1];
    assert.equal(block('2001:db8::1'), block('2001:db8::ffff'));
    assert.notEqual(block('2001:db8::1'), block('2001:db8:0:1::1'));
  });

  it('L2 counts sign-ups by address, apart from sign-ins', () => {
    const counters = limits.countSignUp('192.0.2.1');
    assert.deepEqual(
      counters.map(({ limit }) => limit),
      [3],
    );
    assert.equal(keysOf(limits.countSignIn(stranger).counters).includes(keysOf(counters)[0] ?? ''), false);
  });

  it('tells the store nothing that could be undone without the key', () => {
    const other = createSignInLimits(config, createBrowserRing());
    assert.notDeepEqual(keysOf(limits.countSignIn(stranger).counters), keysOf(other.countSignIn(stranger).counters));
    for (const { key } of limits.countSignIn(stranger).counters) assert.equal(key.length, 32);
  });
});
