import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChosenNames } from '../../src/sign-in/chosen-name.ts';

const cookieName = '__Host-latchkey-chosen-name';
const names = createChosenNames('https://id.example.com');

/** A browser that holds this value. */
const withValue = (value: string) => ({ cookies: new Map([[cookieName, value]]) });

function keep(username: string) {
  const [cookie = ''] = names.remember(username);
  return withValue(cookie.slice(cookie.indexOf('=') + 1, cookie.indexOf(';')));
}

describe('createChosenNames', () => {
  it('keeps a name for some minutes, in whatever letters, as it will be shown', () => {
    for (const [typed, kept] of [
      ['bob', 'bob'],
      [' Žofie ', 'Žofie'],
      ['李雷', '李雷'],
      ['a;b,"c"', 'a;b,"c"'],
    ] as const) {
      assert.equal(names.read(keep(typed)), kept);
    }
    assert.match(
      names.remember('bob')[0] ?? '',
      /^__Host-latchkey-chosen-name=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
    );
  });

  it('keeps nothing that cannot be a user name, and reads nothing that somebody else put there', () => {
    assert.deepEqual(names.remember('x'.repeat(5_000)), []);
    for (const planted of [
      '',
      '%%%',
      Buffer.from('two words').toString('base64url'),
      Buffer.from('x'.repeat(2_000)).toString('base64url'),
      Buffer.from([0xff, 0x00]).toString('base64url'),
    ]) {
      assert.equal(names.read(withValue(planted)), undefined);
    }
    assert.equal(names.read({ cookies: new Map() }), undefined);
  });

  it('forgets what is there', () => {
    assert.deepEqual(names.forget({ cookies: new Map() }), []);
    assert.match(names.forget(keep('bob'))[0] ?? '', /^__Host-latchkey-chosen-name=;.*Max-Age=0$/);
  });
});
