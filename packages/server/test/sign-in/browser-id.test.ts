import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBrowserIds } from '../../src/sign-in/browser-id.ts';

const name = '__Host-latchkey-browser';

function createExchange(value?: string): { readonly cookies: ReadonlyMap<string, string> } {
  return { cookies: new Map(value === undefined ? [] : [[name, value]]) };
}

describe('createBrowserIds', () => {
  const browserIds = createBrowserIds('https://id.example.com');

  it('B1 gives a browser an id in a host-only, script-proof cookie that goes with it', () => {
    const { browserId, setCookies } = browserIds.ensure(createExchange());
    assert.deepEqual(setCookies, [`${name}=${browserId}; Path=/; HttpOnly; SameSite=Lax; Secure`]);
    assert.notEqual(browserIds.ensure(createExchange()).browserId, browserId);
  });

  it('leaves the id it has', () => {
    const { browserId } = browserIds.ensure(createExchange());
    assert.equal(browserIds.read(createExchange(browserId)), browserId);
    assert.deepEqual(browserIds.ensure(createExchange(browserId)), { browserId, setCookies: [] });
  });

  for (const value of [undefined, '', 'x', 'A'.repeat(21), 'A'.repeat(43), `${'A'.repeat(21)}=`]) {
    it(`takes ${JSON.stringify(value)} for none`, () => {
      assert.equal(browserIds.read(createExchange(value)), undefined);
      assert.equal(browserIds.ensure(createExchange(value)).setCookies.length, 1);
    });
  }
});
