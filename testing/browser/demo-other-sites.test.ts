/** What pages of other sites can make a browser do to the proxy and to the API behind it, in the name of who is signed in. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Profile } from '@latchkey/testing/chromium';
import { pollFor } from '@latchkey/testing/poll';
import { signUp } from '@latchkey/testing/sign-up';
import type { Page } from 'playwright-core';
import { type DemoStage, openDemoStage, pressCall, waitForShop } from './demo-stage.ts';
import { type Elsewhere, elsewhere, renderBait, withElsewhere } from './elsewhere.ts';

const countOrders = `fetch('/api/orders').then((response) => response.json()).then(({ orders }) => orders.length)`;

describe('a page of another site', () => {
  let demo: DemoStage;
  before(async () => {
    demo = await openDemoStage();
  });
  after(() => demo.stop());

  /**
   * Sign somebody in, let something happen elsewhere in that browser, and see that nothing has changed.
   *
   * @returns what the proxy refused meanwhile because it came from elsewhere, as `POST /api/orders`: a browser tells even
   *   its debugger little about answers that a page may not have.
   */
  async function attack(host: Elsewhere, html: string, act: (page: Page, profile: Profile) => Promise<void>) {
    const profile = await demo.openSignedIn(await signUp(demo.issuer));
    const { page } = profile;
    const before = await page.evaluate<number>(countOrders);
    const refusedBefore = (await listRefused()).length;
    await withElsewhere(host, html, async (origin) => {
      await page.goto(origin);
      await act(page, profile);
    });
    await page.goto(demo.origin);
    await waitForShop(page);
    assert.equal(await page.evaluate<number>(countOrders), before);
    await profile.close();
    return (await listRefused()).slice(refusedBefore);
  }

  /**
   * What the proxy has refused so far because it came from elsewhere. It prints a line for each request, in order but a
   * little later: what it says of one more, which no page here sends, is waited for.
   */
  async function listRefused(): Promise<readonly string[]> {
    const mark = 'HEAD /auth/session';
    const marksBefore = readRefused().filter((one) => one === mark).length;
    await fetch(`${demo.origin}/auth/session`, { method: 'HEAD', headers: { 'sec-fetch-site': 'cross-site' } });
    await pollFor('the line', () => readRefused().filter((one) => one === mark).length > marksBefore);
    return readRefused().filter((one) => one !== mark);
  }

  function readRefused(): readonly string[] {
    const [, ...lines] = demo.web.output().split('\n').toReversed();
    return lines
      .toReversed()
      .filter((line) => line.includes('"code":"not_same_origin"'))
      .map((line) => JSON.parse(line) as { readonly method: string; readonly path: string })
      .map(({ method, path }) => `${method} ${path}`);
  }

  async function winPrize(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Win a prize' }).click();
    await page.getByText('"code":"not_same_origin"').waitFor();
  }

  for (const { host, kind } of elsewhere) {
    it(`B2 signs nobody out by a form of ${kind}`, async () => {
      const form = renderBait(`${demo.origin}/auth/logout`, { xsrf_token: 'guessed' });
      assert.deepEqual(await attack(host, form, winPrize), ['POST /auth/logout']);
    });

    it(`B2 places no order by a form of ${kind} that looks like JSON`, async () => {
      const form = renderBait(`${demo.origin}/api/orders`, { '{"item":"stolen","ignored":"': '"}' }, 'text/plain');
      assert.deepEqual(await attack(host, form, winPrize), ['POST /api/orders']);
    });

    it(`B2 places no order and reads nothing by script of ${kind}`, async () => {
      const attempts = [
        `fetch('${demo.origin}/api/orders', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' })`,
        `fetch('${demo.origin}/api/orders', { credentials: 'include' })`,
        `fetch('${demo.origin}/auth/session', { mode: 'no-cors', credentials: 'include' })`,
        // A browser asks first whether it may send this, and the answer to that is no.
        `fetch('${demo.origin}/api/sessions', { method: 'DELETE', credentials: 'include' })`,
      ];
      const refused = await attack(host, '', async (page) => {
        for (const attempt of attempts) {
          const read = `${attempt}.then((response) => response.text()).catch((error) => error.name)`;
          const outcome = await page.evaluate<string>(read);
          assert.ok(['', 'TypeError'].includes(outcome), `${attempt} read ${outcome.length} characters`);
        }
      });
      assert.deepEqual(refused, ['POST /api/orders', 'GET /api/orders', 'GET /auth/session']);
    });

    it(`B2 opens no stream and no socket by script of ${kind}`, async () => {
      const listen = `new Promise((resolve) => {
        const source = new EventSource('${demo.origin}/api/events', { withCredentials: true });
        source.onopen = () => resolve('open');
        source.onerror = () => resolve('refused');
      })`;
      const connect = `new Promise((resolve) => {
        const socket = new WebSocket('${demo.origin.replace('http:', 'ws:')}/api/orders');
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('refused');
      })`;
      const refused = await attack(host, '', async (page) => {
        assert.equal(await page.evaluate<string>(listen), 'refused');
        assert.equal(await page.evaluate<string>(connect), 'refused');
      });
      assert.deepEqual(refused, ['GET /api/events']);
    });

    it(`B1 shows the page in no frame of ${kind}`, async () => {
      await attack(host, `<iframe src="${demo.origin}/"></iframe>`, async (_page, profile) => {
        const refusal = /Framing '.*' violates .*"frame-ancestors 'none'"/;
        await pollFor('the refusal', () => profile.complaints().some((complaint) => refusal.test(complaint)));
      });
    });
  }

  it('B2 is not what the page itself is; without the header it is refused like one, and nothing is changed', async () => {
    const profile = await demo.openSignedIn(await signUp(demo.issuer));
    const { page } = profile;
    const before = await page.evaluate<number>(countOrders);
    assert.match(await pressCall(page, 'Forge an order'), /^403/);
    assert.equal(await page.locator('#answer-evidence').getByText('csrf_token').count(), 1);
    const writes = [
      `fetch('/auth/logout', { method: 'POST' })`,
      `fetch('/auth/logout', { method: 'POST', headers: { 'x-xsrf-token': 'A'.repeat(43) } })`,
      `fetch('/api/sessions?except=current', { method: 'DELETE' })`,
    ];
    for (const write of writes) {
      assert.equal(await page.evaluate<number>(`${write}.then((response) => response.status)`), 403, write);
    }
    await page.reload();
    await waitForShop(page);
    assert.equal(await page.evaluate<number>(countOrders), before);
    await profile.close();
  });

  it('B2 cannot use a CSRF token of another session', async () => {
    const mine = await demo.openSignedIn(await signUp(demo.issuer));
    const theirs = await demo.openSignedIn(await signUp(demo.issuer));
    const token = (await theirs.page.evaluate<string>('document.cookie')).replace('XSRF-TOKEN=', '');
    const write = `fetch('/auth/logout', { method: 'POST', headers: { 'x-xsrf-token': '${token}' } })`;
    const readStatus = `${write}.then((response) => response.status)`;
    assert.equal(await mine.page.evaluate<number>(readStatus), 403);
    assert.equal(await theirs.page.evaluate<number>(readStatus), 200, 'the same request, in the session it belongs to');
    await mine.close();
    await theirs.close();
  });
});
