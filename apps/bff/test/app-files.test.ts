import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDataDirectory } from '@latchkey/testing/run';
import { createAppFiles } from '../src/app-files.ts';

const folder = createDataDirectory('bff-app');
const directory = join(folder, 'public');
mkdirSync(join(directory, '.hidden'), { recursive: true });
writeFileSync(join(directory, 'index.html'), '<!doctype html>index');
writeFileSync(join(directory, 'app.js'), 'export {};');
writeFileSync(join(directory, '.env'), 'hidden');
writeFileSync(join(directory, '.hidden', 'file.txt'), 'hidden');
writeFileSync(join(folder, 'outside.txt'), 'outside');

const contentSecurityPolicy = "default-src 'none'; script-src 'self'";
const app = createAppFiles({ directory, fallback: 'index.html', contentSecurityPolicy }, { isHttps: true });
const page = { headers: { accept: 'text/html' } };

describe('createAppFiles', () => {
  it('serves files with their type, and the index for the folder', async () => {
    const script = await app.request('/app.js');
    assert.equal(script.status, 200);
    assert.match(script.headers.get('content-type') ?? '', /javascript/);
    assert.equal(await (await app.request('/')).text(), '<!doctype html>index');
  });

  it('B1 lets only the policy run what it serves, answers that nothing is there included', async () => {
    for (const path of ['/', '/app.js', '/nothing.js']) {
      const { headers } = await app.request(path);
      assert.equal(headers.get('content-security-policy'), contentSecurityPolicy);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(headers.get('cache-control'), 'no-cache');
    }
  });

  it('H2 tells browsers to stay on https', async () => {
    assert.match((await app.request('/')).headers.get('strict-transport-security') ?? '', /includeSubDomains/);
    const plain = createAppFiles(undefined, { isHttps: false });
    assert.equal((await plain.request('/')).headers.get('strict-transport-security'), null);
  });

  it('hides names that begin with a dot, and everything outside the folder', async () => {
    for (const path of [
      '/.env',
      '/.hidden/file.txt',
      '/%2eenv',
      '/../outside.txt',
      '/%2e%2e/outside.txt',
      '/..%2foutside.txt',
    ]) {
      const response = await app.request(path);
      assert.equal(response.status, 404, path);
      assert.ok(!/hidden|outside/.test(await response.text()));
    }
  });

  it('answers a navigation to a route of the page with the fallback, and other requests with 404', async () => {
    assert.equal(await (await app.request('/orders/7', page)).text(), '<!doctype html>index');
    assert.equal((await app.request('/orders/7')).status, 404);
    assert.equal((await app.request('/missing.js', page)).status, 404);
  });

  it('H3 reads files and nothing else', async () => {
    assert.equal((await app.request('/app.js', { method: 'HEAD' })).status, 200);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const refused = await app.request('/app.js', { method });
      assert.equal(refused.status, 405, method);
      assert.equal(refused.headers.get('allow'), 'GET, HEAD');
    }
  });

  it('serves nothing when there are no files', async () => {
    assert.equal((await createAppFiles(undefined, { isHttps: false }).request('/', page)).status, 404);
  });
});
