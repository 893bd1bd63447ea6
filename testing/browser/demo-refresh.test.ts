/** Several tabs of one browser, when the access token has had its time. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pollFor } from '@latchkey/testing/poll';
import { signUp } from '@latchkey/testing/sign-up';
import type { Page } from 'playwright-core';
import { type DemoStage, openDemoStage, waitForShop } from './demo-stage.ts';

/** The shortest there is; the proxy gets a new one after half of it. */
const accessTokenTtlSeconds = 10;

const callFiveTimes = `Promise.all(Array.from({ length: 5 }, async () => (await fetch('/api/orders')).status))`;

describe('two tabs of the demo', () => {
  let demo: DemoStage;
  before(async () => {
    demo = await openDemoStage({ accessTokenTtlSeconds });
  });
  after(() => demo.stop());

  /**
   * When the proxy asked for tokens, in milliseconds. The authority prints a line for each request, in order but a little
   * later: what it says of one that is made now is waited for.
   */
  async function listRefreshes(): Promise<readonly number[]> {
    const { headers } = await fetch(`${demo.issuer}/jwks`);
    const requestId = headers.get('x-request-id') ?? assert.fail('a request has an id');
    await pollFor('the line of the last request', () => demo.authority.output().includes(requestId));
    const lines = demo.authority.output().split('\n');
    return lines
      .filter((line) => line.includes('"path":"/token"'))
      .map((line) => Date.parse((JSON.parse(line) as { readonly time: string }).time));
  }

  it('B4 T4 that call at the same moment share one refresh, and every call succeeds', async () => {
    const profile = await demo.openSignedIn(await signUp(demo.issuer));
    const other = await profile.openTab();
    await other.goto(demo.origin);
    await waitForShop(other);
    const tabs: readonly Page[] = [profile.page, other];
    const callFromAll = () => Promise.all(tabs.map((tab) => tab.evaluate<number[]>(callFiveTimes)));
    await callFromAll();

    const before = (await listRefreshes()).length;
    let calls = 0;
    await pollFor('the second refresh', async () => {
      const statuses = (await callFromAll()).flat();
      assert.deepEqual([...new Set(statuses)], [200]);
      calls += statuses.length;
      return (await listRefreshes()).length >= before + 2;
    });
    const refreshes = (await listRefreshes()).slice(before);
    const gaps = refreshes.slice(1).map((atMs, at) => atMs - (refreshes[at] ?? 0));
    console.log(`${calls} calls, ${refreshes.length} refreshes, ${gaps.join(' and ')} ms apart`);
    // Two for one expiry would come within a moment; half a lifetime lies between two that were due.
    for (const gapMs of gaps) assert.ok(gapMs > 1000 * (accessTokenTtlSeconds / 4), `two refreshes ${gapMs} ms apart`);
    assert.doesNotMatch(demo.authority.output(), /refresh_token\.|grant\.ended/);
    await profile.close();
  });
});
