import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startSite } from '../src/site.ts';

describe('startSite', () => {
  it('serves its pages under the name it was given, whatever the query, and nothing else', async () => {
    const site = await startSite('localhost', new Map([['/page', '<h1>Page</h1>']]));
    assert.match(site.origin, /^http:\/\/localhost:\d+$/);
    const page = await fetch(`${site.origin}/page?query=any`);
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(await page.text(), '<h1>Page</h1>');
    assert.equal((await fetch(`${site.origin}/other`)).status, 404);
    await site.close();
    await assert.rejects(fetch(site.origin));
  });
});
