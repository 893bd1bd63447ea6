import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startDemo } from '../src/demo-processes.ts';

describe('startDemo', () => {
  it('runs the authority, the API and the proxy with its page on free ports, where they find each other', async () => {
    const demo = await startDemo();
    const page = await fetch(demo.origin);
    assert.match(await page.text(), /<!doctype html>/i);
    const api = await fetch(`${demo.origin}/api/orders`);
    assert.equal(api.status, 401);
    const signIn = await fetch(`${demo.origin}/auth/login`, { redirect: 'manual' });
    const target = new URL(signIn.headers.get('location') ?? '');
    assert.equal(target.origin, demo.issuer);
    assert.equal(target.searchParams.get('redirect_uri'), `${demo.origin}/auth/callback`);
    // An unknown redirect URI would be a page of the authority: it knows the moved one.
    const asked = await fetch(target, { redirect: 'manual' });
    assert.equal(new URL(asked.headers.get('location') ?? '', demo.issuer).pathname, '/sign-in');
    await demo.stop();
    await assert.rejects(fetch(demo.origin));
  });
});
