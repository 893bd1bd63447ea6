/** The instruments of these tests, on pages that are known to be bad: what cannot find fault proves nothing. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assertAccessible } from '@latchkey/testing/axe';
import { type Chromium, launchChromium, type Profile } from '@latchkey/testing/chromium';
import { pollFor } from '@latchkey/testing/poll';
import { showAs, takeScreenshot } from '@latchkey/testing/screenshots';

const pages: Readonly<Record<string, string>> = {
  '/good': '<main><h1>Good</h1><p>Nothing is wrong here.</p></main>',
  '/unlabelled': '<main><h1>Bad</h1><input type="text"></main>',
  '/pale': '<main><h1>Bad</h1><p style="color:#bbb;background:#fff">Hardly to be read.</p></main>',
  '/throws': '<h1>Bad</h1><script>throw new Error("on purpose")</script>',
  '/strict': '<h1>Strict</h1><script>document.title = "ran"</script>',
  '/elsewhere': '<h1>Bad</h1><img alt="" src="http://127.0.0.1:9/picture.png">',
  '/scripted': '<h1>Off</h1><script>document.querySelector("h1").textContent = "On"</script>',
};

describe('the browser of the tests', { concurrency: 2 }, () => {
  let server: Server;
  let origin: string;
  let chromium: Chromium;
  before(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? '/';
      const policy = path === '/strict' ? { 'content-security-policy': "default-src 'none'" } : {};
      response.writeHead(path in pages ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...policy });
      response.end(`<!doctype html><html lang="en"><title>Page</title>${pages[path] ?? '<h1>Nothing</h1>'}`);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    chromium = await launchChromium();
  });
  after(async () => {
    await chromium.close();
    server.closeAllConnections();
    server.close();
  });

  async function visit(path: string, act: (profile: Profile) => Promise<void>, script = true): Promise<void> {
    const profile = await chromium.openProfile({ script });
    await profile.page.goto(origin + path);
    await act(profile);
    await profile.close();
  }

  it('lets a page pass that is accessible, and names what is wrong with one that is not', async () => {
    await visit('/good', ({ page }) => assertAccessible(page, 'the page'));
    await visit('/unlabelled', async ({ page }) => {
      await assert.rejects(assertAccessible(page, 'the form'), /the form breaks .*\n {2}label: [\s\S]* input\b/);
    });
    await visit('/pale', async ({ page }) => {
      await assert.rejects(assertAccessible(page, 'the text'), /color-contrast: [\s\S]*\bp: /);
    });
  });

  it('judges a page under its own policy, which it leaves in force', async () => {
    await visit('/strict', async (profile) => {
      await assert.rejects(assertAccessible(profile.page, 'the page'), /landmark-one-main/);
      assert.equal(await profile.page.title(), 'Page');
      assert.match(profile.complaints().join('\n'), /violates the following Content Security Policy directive/);
    });
  });

  it('keeps what pages complain of, but not that an address does not exist', async () => {
    await visit('/throws', async (profile) => {
      await pollFor('the complaint', () => profile.complaints().includes('on purpose'));
    });
    await visit('/nowhere', async (profile) => {
      await profile.answers();
      assert.deepEqual(profile.complaints(), []);
    });
  });

  it('knows of whom a page asked something, even in vain', async () => {
    await visit('/elsewhere', async (profile) => {
      await pollFor('the request', () => profile.origins().includes('http://127.0.0.1:9'));
      assert.deepEqual(profile.origins().toSorted(), [origin, 'http://127.0.0.1:9'].toSorted());
    });
  });

  it('runs no script where it is off', async () => {
    await visit('/scripted', async ({ page }) => assert.equal(await page.locator('h1').textContent(), 'On'));
    await visit('/scripted', async ({ page }) => assert.equal(await page.locator('h1').textContent(), 'Off'), false);
  });

  it('takes a picture of a page as it looks', async () => {
    await visit('/good', async ({ page }) => {
      const view = { size: 'phone', scheme: 'dark' } as const;
      await showAs(page, view);
      assert.equal(await page.evaluate<boolean>('matchMedia("(prefers-color-scheme: dark)").matches'), true);
      const path = await takeScreenshot(page, 'instrument', view);
      assert.equal(basename(path), 'instrument-phone-dark.png');
      assert.ok(statSync(path).size > 0);
      const png = readFileSync(path);
      // Width and height of its header, PNG (Third Edition) §11.2.1.
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [390, 844]);
      rmSync(path);
    });
  });
});

describe('what the browser receives', () => {
  it('is recorded as secrets of the run: cookies, codes of redirects, tokens', () => {
    const run = mkdtempSync(join(tmpdir(), 'latchkey-chromium-run-'));
    const script = `
      import { createServer } from 'node:http';
      import { launchChromium } from '@latchkey/testing/chromium';
      const server = createServer((request, response) => {
        if (request.url === '/') {
          response.writeHead(303, { location: '/back?code=code-of-a-redirect-1', 'set-cookie': [
            'one=cookie-number-one-1; HttpOnly', 'two=cookie-number-two-2' ] }).end();
        } else {
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"token-in-an-answer"}');
        }
      }).listen(0, '127.0.0.1', async () => {
        const chromium = await launchChromium();
        const { page, close } = await chromium.openProfile();
        await page.goto('http://localhost:' + server.address().port);
        await close();
        await chromium.close();
        server.closeAllConnections();
        server.close();
      });`;
    execFileSync(process.execPath, ['--conditions=@latchkey/source', '--input-type=module', '-e', script], {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, LATCHKEY_TEST_RUN: run },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const recorded = readFileSync(join(run, 'secrets.jsonl'), 'utf8').trimEnd().split('\n').toSorted();
    rmSync(run, { recursive: true, force: true });
    const expected = ['code-of-a-redirect-1', 'cookie-number-one-1', 'cookie-number-two-2', 'token-in-an-answer'];
    assert.deepEqual(recorded, expected.map((secret) => JSON.stringify(secret)).toSorted());
  });
});
