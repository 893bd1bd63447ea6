import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startAuthority } from '@latchkey/testing/authority-process';
import { createBrowser } from '@latchkey/testing/browser';
import { recordSecret } from '@latchkey/testing/run';

describe('startAuthority', { concurrency: true }, () => {
  it('runs the authority as a process that people sign up with, and stops it cleanly', async () => {
    const authority = await startAuthority({ config: { signUp: 'open' } });
    try {
      const browser = createBrowser({ baseUrl: authority.issuer });
      const page = await browser.open('/sign-up');
      assert.ok(page.forms[0], page.html);
      const password = recordSecret('a nanosecond is 30 centimetres of wire');
      const signIn = await browser.submit(page, page.forms[0], {
        username: 'grace',
        email: 'grace@example.com',
        password,
      });
      assert.ok(signIn.forms[0], signIn.html);
      const account = await browser.submit(signIn, signIn.forms[0], { identifier: 'grace', password });
      assert.equal(account.status, 200, account.html);
      assert.equal(account.url.pathname, '/account');
      assert.deepEqual(browser.refusedCookies(), []);
    } finally {
      assert.equal(await authority.stop(), 0, authority.output());
    }
  });

  it('says what the authority printed when it does not start', async () => {
    const starting = startAuthority({ config: { signUp: 'open' }, env: { LATCHKEY_ISSUER: 'http://id.example.com' } });
    await assert.rejects(starting, /ended at its start \(exit code \d+\):[\s\S]*issuer/i);
  });

  it('can be killed, and be started again on the same data', async () => {
    const first = await startAuthority({ config: {} });
    await first.kill();
    const second = await startAuthority({ config: {}, dataDirectory: first.dataDirectory, port: first.port });
    assert.equal(await second.stop(), 0, second.output());
  });
});
