import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UserId } from '../../src/ids.ts';
import { createDeviceCookies, unknownDevice } from '../../src/sign-in/device-cookie.ts';
import { createBrowserRing } from './browser-ring.ts';

const alice = 'alice' as UserId;
const bob = 'bob' as UserId;
const dayMs = 24 * 60 * 60 * 1000;

function setUp(issuer = 'https://id.example.com') {
  const ring = createBrowserRing();
  const clock = { now: 1_800_000_000_000, nowMs: () => clock.now };
  const cookies = createDeviceCookies({ config: { issuer }, keys: ring, clock });
  /** What a browser sends back after it was given this `Set-Cookie`. */
  const send = (setCookie: string | undefined) => {
    const [pair = ''] = (setCookie ?? '').split(';');
    const at = pair.indexOf('=');
    return { cookies: new Map(at < 0 ? [] : [[pair.slice(0, at), pair.slice(at + 1)]]) };
  };
  return { ring, clock, cookies, send };
}

describe('createDeviceCookies', () => {
  it('L2 knows a person who signed in on the device, and nobody else', () => {
    const { cookies, send } = setUp();
    const device = cookies.read(send(cookies.remember(send(undefined), alice)));
    assert.equal(device.knows(alice), true);
    assert.equal(device.knows(bob), false);
  });

  it('L2 knows nobody without a cookie', () => {
    const { cookies, send } = setUp();
    assert.equal(cookies.read(send(undefined)).knows(alice), false);
    assert.equal(unknownDevice.knows(alice), false);
  });

  it('B1 sets a host-only, secure, script-proof cookie for 400 days', () => {
    const { cookies, send } = setUp();
    const setCookie = cookies.remember(send(undefined), alice);
    assert.match(
      setCookie,
      /^__Host-latchkey-device=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=34560000$/,
    );
  });

  it('L2 keeps the device id and adds people, the latest five', () => {
    const { cookies, send } = setUp();
    const people = ['a', 'b', 'c', 'd', 'e', 'f'] as UserId[];
    let setCookie: string | undefined;
    for (const person of people) setCookie = cookies.remember(send(setCookie), person);
    const device = cookies.read(send(setCookie));
    assert.deepEqual(
      people.map((person) => device.knows(person)),
      [false, true, true, true, true, true],
    );
    const again = cookies.read(send(cookies.remember(send(setCookie), 'c' as UserId)));
    assert.equal(again.deviceId, device.deviceId);
    assert.deepEqual(
      people.map((person) => again.knows(person)),
      [false, true, true, true, true, true],
    );
  });

  it('L2 forgets a person 400 days after their last sign-in', () => {
    const { cookies, send, clock } = setUp();
    const setCookie = cookies.remember(send(undefined), alice);
    clock.now += 400 * dayMs;
    assert.equal(cookies.read(send(setCookie)).knows(alice), true);
    clock.now += 1000;
    assert.equal(cookies.read(send(setCookie)).knows(alice), false);
  });

  it('L2 distrusts an entry from the future', () => {
    const { cookies, send, clock } = setUp();
    const setCookie = cookies.remember(send(undefined), alice);
    clock.now -= 1000;
    assert.equal(cookies.read(send(setCookie)).knows(alice), false);
  });

  it('L2 outlives a roll-over of keys, until the old key is retired', () => {
    const { cookies, send, ring } = setUp();
    const old = cookies.remember(send(undefined), alice);
    ring.rollOver();
    assert.equal(cookies.read(send(old)).knows(alice), true);
    const both = cookies.remember(send(old), bob);
    ring.retireOld();
    assert.equal(cookies.read(send(both)).knows(alice), false);
    assert.equal(cookies.read(send(both)).knows(bob), true);
  });

  it('L2 believes no changed byte, whichever it is', () => {
    const { cookies, send } = setUp();
    const { cookies: sent } = send(cookies.remember(send(undefined), alice));
    const [name = '', value = ''] = [...sent][0] ?? [];
    const bytes = Buffer.from(value, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      const device = cookies.read({ cookies: new Map([[name, changed.toString('base64url')]]) });
      assert.equal(device.knows(alice), false, `byte ${index}`);
    }
  });

  it('L2 is of no use to another device: an entry does not fit another id', () => {
    const { cookies, send } = setUp();
    const read = (setCookie: string) => Buffer.from([...send(setCookie).cookies.values()][0] ?? '', 'base64url');
    const mine = read(cookies.remember(send(undefined), alice));
    const theirs = read(cookies.remember(send(undefined), bob));
    const grafted = Buffer.concat([theirs, mine.subarray(16)]).toString('base64url');
    const device = cookies.read({ cookies: new Map([['__Host-latchkey-device', grafted]]) });
    assert.equal(device.knows(bob), true);
    assert.equal(device.knows(alice), false);
  });

  it('L2 is of no use to another issuer with the same keys', () => {
    const { cookies, send, ring, clock } = setUp();
    const other = createDeviceCookies({ config: { issuer: 'https://other.example.com' }, keys: ring, clock });
    assert.equal(other.read(send(cookies.remember(send(undefined), alice))).knows(alice), false);
  });

  it('takes a cookie of another shape for none', () => {
    const { cookies } = setUp();
    const malformed = ['', 'x', 'AAAA', Buffer.alloc(15), Buffer.alloc(17), Buffer.alloc(16 + 24 * 6), 'not base64!'];
    for (const value of malformed) {
      const text = typeof value === 'string' ? value : value.toString('base64url');
      assert.equal(cookies.read({ cookies: new Map([['__Host-latchkey-device', text]]) }).deviceId, undefined);
    }
  });

  it('names no person in clear', () => {
    const { cookies, send } = setUp();
    const value = [...send(cookies.remember(send(undefined), alice)).cookies.values()][0] ?? '';
    assert.equal(Buffer.from(value, 'base64url').includes('alice'), false);
  });
});
