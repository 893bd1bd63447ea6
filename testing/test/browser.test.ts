import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { createBrowser } from '../src/browser.ts';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

const home = 'https://id.example.com';

/** A site made of canned answers, which notes what it was asked. */
function createSite(answers: Readonly<Record<string, () => Response>>) {
  const seen: Seen[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    seen.push({ method: request.method, path: pathname, headers: request.headers, body: await request.text() });
    return answers[pathname]?.() ?? new Response('not found', { status: 404 });
  };
  return { fetch, seen, last: () => seen.at(-1)! };
}

const page =
  (html: string, headers: Record<string, string> = {}) =>
  () =>
    new Response(html, { headers });
const redirect =
  (location: string, status = 303) =>
  () =>
    new Response(null, { status, headers: { location } });
const form = '<form method=post action="/sign-in"><input name=user><button>Sign in</button></form>';

function fetchMetadata({ headers }: Seen) {
  return ['sec-fetch-site', 'origin', 'referer'].map((name) => headers.get(name));
}

describe('the browser', () => {
  it('sends no origin, no referrer and site none for a typed address', async () => {
    const site = createSite({ '/': page('') });
    await createBrowser({ fetch: site.fetch, baseUrl: home }).open('/');
    assert.deepEqual(fetchMetadata(site.last()), ['none', null, null]);
    assert.equal(site.last().headers.get('sec-fetch-mode'), 'navigate');
    assert.equal(site.last().headers.get('sec-fetch-dest'), 'document');
  });

  it('sends a form with its own origin and address', async () => {
    const site = createSite({ '/form': page(form), '/sign-in': page('done') });
    const browser = createBrowser({ fetch: site.fetch, baseUrl: home });
    const shown = await browser.open('/form?x=1');
    const done = await browser.submit(shown, shown.forms[0]!, { user: 'Ada Lovelace & co' });
    assert.equal(done.html, 'done');
    assert.equal(site.last().method, 'POST');
    assert.equal(site.last().body, 'user=Ada+Lovelace+%26+co');
    assert.deepEqual(fetchMetadata(site.last()), ['same-origin', home, `${home}/form?x=1`]);
  });

  it('sends a foreign page’s form as cross-site, without Lax cookies', async () => {
    const site = createSite({
      '/cookie': () => new Response('', { headers: { 'set-cookie': '__Host-s=1; Secure; Path=/; SameSite=Lax' } }),
      '/sign-in': page('done'),
    });
    const browser = createBrowser({ fetch: site.fetch, baseUrl: home });
    await browser.open('/cookie');
    const evil = browser.show('https://evil.example/', form.replace('/sign-in', `${home}/sign-in`));
    await browser.submit(evil, evil.forms[0]!, {});
    assert.deepEqual(fetchMetadata(site.last()), ['cross-site', 'https://evil.example', 'https://evil.example/']);
    assert.equal(site.last().headers.get('cookie'), null);
  });

  for (const [policy, expected] of [
    ['no-referrer', ['same-origin', 'null', null]],
    ['same-origin', ['same-origin', home, `${home}/form`]],
    ['origin', ['same-origin', home, `${home}/`]],
  ] as const) {
    it(`obeys the referrer policy ${policy}`, async () => {
      const site = createSite({ '/form': page(form, { 'referrer-policy': policy }), '/sign-in': page('') });
      const browser = createBrowser({ fetch: site.fetch, baseUrl: home });
      const shown = await browser.open('/form');
      await browser.submit(shown, shown.forms[0]!);
      assert.deepEqual(fetchMetadata(site.last()), expected);
    });
  }

  it('hides the origin of a page with policy same-origin from other sites', async () => {
    const site = createSite({ '/sign-in': page('') });
    const browser = createBrowser({ fetch: site.fetch, baseUrl: home });
    const shown = browser.show('https://other.example/', form.replace('/sign-in', `${home}/sign-in`));
    shown.headers.set('referrer-policy', 'same-origin');
    await browser.submit(shown, shown.forms[0]!);
    assert.deepEqual(fetchMetadata(site.last()), ['cross-site', 'null', null]);
  });

  it('follows 303 with a GET and keeps cookies on the way', async () => {
    const site = createSite({
      '/form': page(form),
      '/sign-in': () =>
        new Response(null, {
          status: 303,
          headers: [
            ['location', '/account'],
            ['set-cookie', 'a=1; Secure; Path=/'],
            ['set-cookie', 'b=2; Secure; Path=/'],
          ],
        }),
      '/account': page('hello'),
    });
    const browser = createBrowser({ fetch: site.fetch, baseUrl: home });
    const shown = await browser.open('/form');
    const account = await browser.submit(shown, shown.forms[0]!, { user: 'x' });
    assert.equal(account.url.href, `${home}/account`);
    assert.deepEqual(
      account.hops.map(({ method, status }) => [method, status]),
      [
        ['POST', 303],
        ['GET', 200],
      ],
    );
    assert.equal(site.last().headers.get('cookie'), 'a=1; b=2');
    assert.equal(site.last().headers.get('origin'), null);
    assert.equal(site.last().body, '');
  });

  it('repeats a POST after 307', async () => {
    const site = createSite({ '/form': page(form), '/sign-in': redirect('/elsewhere', 307), '/elsewhere': page('') });
    const browser = createBrowser({ fetch: site.fetch, baseUrl: home });
    const shown = await browser.open('/form');
    await browser.submit(shown, shown.forms[0]!, { user: 'x' });
    assert.equal(site.last().method, 'POST');
    assert.equal(site.last().body, 'user=x');
  });

  it('stops where a redirect leaves the origin, and says where it led', async () => {
    const site = createSite({ '/authorize': redirect('/next'), '/next': redirect('https://shop.example/cb?code=1') });
    const done = await createBrowser({ fetch: site.fetch, baseUrl: home }).open('/authorize');
    assert.equal(done.location, 'https://shop.example/cb?code=1');
    assert.equal(done.status, 303);
    assert.equal(site.seen.length, 2);
  });

  it('gives up on a circle of redirects', async () => {
    const site = createSite({ '/': redirect('/') });
    await assert.rejects(createBrowser({ fetch: site.fetch, baseUrl: home }).open('/'), /more than 20 redirects/);
  });

  it('presses the button that is named, and its formaction', async () => {
    const buttons = `<form method=post action=/a><button name=d value=allow>Allow</button>
      <button name=d value=deny formaction=/b>Deny</button></form>`;
    const site = createSite({ '/': page(buttons), '/a': page(''), '/b': page('') });
    const browser = createBrowser({ fetch: site.fetch, baseUrl: home });
    const shown = await browser.open('/');
    await browser.submit(shown, shown.forms[0]!, {}, 'Deny');
    assert.deepEqual([site.last().path, site.last().body], ['/b', 'd=deny']);
    await browser.submit(shown, shown.forms[0]!);
    assert.deepEqual([site.last().path, site.last().body], ['/a', 'd=allow']);
    await assert.rejects(browser.submit(shown, shown.forms[0]!, {}, 'Maybe'), /no button 'Maybe'/);
  });

  it('sends the same headers over a real socket', async () => {
    const server = createServer((request, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.end(request.url === '/form' ? form : JSON.stringify(request.headers));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const origin = `http://127.0.0.1:${address.port}`;
    try {
      const browser = createBrowser();
      const shown = await browser.open(`${origin}/form`);
      const done = await browser.submit(shown, shown.forms[0]!, { user: 'x' });
      const headers = JSON.parse(done.html) as Record<string, string>;
      assert.equal(headers['sec-fetch-mode'], 'navigate');
      assert.equal(headers['sec-fetch-site'], 'same-origin');
      assert.equal(headers['origin'], origin);
      assert.equal(headers['cookie'], 'a=1; b=2');
      assert.equal(headers['content-length'], '6');
    } finally {
      server.close();
    }
  });
});
