import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { type RunningAuthority, startAuthority } from '@latchkey/testing/authority-process';
import { type Browser, createBrowser } from '@latchkey/testing/browser';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import type { Bff } from '../src/bff.ts';
import { createBff } from '../src/create-bff.ts';
import { createNodeListener } from '../src/node.ts';
import { type AppBrowser, createAppBrowser } from './kit/app-browser.ts';
import { clientId, clientSecret, describeShop, shopEnvironment } from './kit/test-authority.ts';
import { createTestLog } from './kit/test-log.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function listen(listener: Listener): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

describe('a browser proxy before an authority in a process of its own', { timeout: 480_000 }, () => {
  let running: RunningAuthority;
  let bff: Bff;
  let application: Awaited<ReturnType<typeof listen>>;
  let api: Awaited<ReturnType<typeof listen>>;
  let app: AppBrowser;
  /** The same person's browser at the authority. */
  let visitor: Browser;
  const person = {
    username: `person-${randomBytes(4).toString('hex')}`,
    password: recordSecret(randomBytes(12).toString('base64url')),
  };
  const authorizations: string[] = [];
  const closers: (() => unknown)[] = [];
  const { log, lines } = createTestLog();

  before(async () => {
    let serve: Listener = () => {};
    application = await listen((request, response) => serve(request, response));
    closers.push(application.close);
    api = await listen((request, response) => {
      const { authorization = '' } = request.headers;
      recordSecret(authorization.slice('Bearer '.length));
      authorizations.push(authorization);
      response.setHeader('content-type', 'application/json').end('{"orders":[]}');
    });
    closers.push(api.close);
    const origin = `http://localhost:${application.port}`;
    running = await startAuthority({ config: { ...describeShop(origin), signUp: 'open' }, env: shopEnvironment });
    closers.push(() => running.stop());
    const store = await openSqliteBffStore({ file: join(createDataDirectory('bff'), 'bff.db') });
    closers.push(() => store.close());
    bff = createBff({
      origin,
      issuer: running.issuer,
      clientId,
      clientSecret,
      apis: [
        { path: '/api/orders', target: `http://localhost:${api.port}`, scopes: ['orders:read'] },
        { path: '/api/invoices', target: `http://localhost:${api.port}`, scopes: ['invoices:read'] },
      ],
      store,
      sealingKey: createSecretKey(randomBytes(32)),
      log,
    });
    closers.push(() => bff.close());
    serve = createNodeListener(bff);
    await bff.ready();
    app = createAppBrowser(bff, origin);
    visitor = createBrowser();
    const page = await visitor.open(`${running.issuer}/sign-up`);
    await visitor.submit(page, page.forms[0]!, { ...person, email: `${person.username}@example.com` });
  });
  after(async () => {
    // Also after a start that failed half-way.
    for (const close of closers.reverse()) await close();
  });

  const isSignedIn = async (): Promise<boolean> =>
    ((await (await app.send('/auth/session?slide=false')).json()) as { signed_in: boolean }).signed_in;

  it('B3 signs a person in by code and PKCE, and the browser holds a session cookie alone', async () => {
    const away = await app.send('/auth/login?returnTo=/orders', { site: 'none' });
    const page = await visitor.open(away.headers.get('location') ?? '');
    const back = await visitor.submit(page, page.forms[0]!, { identifier: person.username, password: person.password });
    assert.ok(back.location, back.html);
    const { pathname, search } = new URL(back.location);
    const done = await app.send(`${pathname}${search}`, { site: 'cross-site' });
    assert.equal(done.status, 303);
    assert.equal(done.headers.get('location'), '/orders');
    assert.deepEqual(app.refused, []);
    assert.deepEqual(
      app.cookies().map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]),
      [
        ['latchkey-app', true, 'strict'],
        ['XSRF-TOKEN', false, 'strict'],
      ],
    );
    assert.equal(await isSignedIn(), true);
  });

  it('B3 passes requests on with a token that the browser never sees', async () => {
    const response = await app.send('/api/orders/today');
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '{"orders":[]}');
    assert.match(authorizations[0] ?? '', /^Bearer eyJ/);
    const written = await app.write('/api/orders', { body: '{}', headers: { 'content-type': 'application/json' } });
    assert.equal(written.status, 200);
    assert.equal((await app.send('/api/orders', { method: 'POST' })).status, 403);
    const headers = [...response.headers].flat().join('\n');
    assert.ok(!headers.includes(authorizations[0]?.slice('Bearer '.length) ?? '?'));
  });

  it('answers 503 while the authority is down, and nobody is signed out', async () => {
    await running.kill();
    const response = await app.send('/api/invoices');
    assert.equal(response.status, 503);
    assert.ok(response.headers.has('retry-after'));
    assert.equal(((await response.json()) as { code: string }).code, 'authority_unavailable');
    assert.equal(await isSignedIn(), true);
    assert.equal((await app.send('/api/orders')).status, 200, 'the token at hand is good');
    const away = await app.send('/auth/login');
    assert.equal(away.headers.get('location'), '/?sign_in_error=unavailable');

    const { issuer, dataDirectory, port } = running;
    const config = { ...describeShop(`http://localhost:${application.port}`), signUp: 'open' } as const;
    running = await startAuthority({ config, env: shopEnvironment, dataDirectory, port });
    assert.equal(running.issuer, issuer);
    assert.equal((await app.send('/api/invoices')).status, 200);
  });

  it('is told by the authority when its session ends, and ends its own', { timeout: 120_000 }, async ({ signal }) => {
    assert.equal(await isSignedIn(), true);
    const page = await visitor.open(`${running.issuer}/logout`);
    await visitor.submit(page, page.forms[0]!);
    while (!signal.aborted && (await isSignedIn())) await wait(20);
    const response = await app.send('/api/orders');
    assert.equal(response.status, 401);
    assert.equal(((await response.json()) as { code: string }).code, 'session_ended');
  });

  it('answers over the socket as it does without one, bodies included', async () => {
    const address = `http://localhost:${application.port}/auth`;
    assert.deepEqual(await (await fetch(`${address}/session`)).json(), { signed_in: false });
    const body = new URLSearchParams({ logout_token: 'none' });
    assert.equal((await fetch(`${address}/backchannel-logout`, { method: 'POST', body })).status, 400);
    const headers = { 'sec-fetch-site': 'same-origin' };
    const out = await fetch(`${address}/logout`, { method: 'POST', body, headers });
    assert.match(((await out.json()) as { logout_url: string }).logout_url, /\/logout\?client_id=shop-app&/);
  });

  it('logs no token, code, cookie or secret', () => {
    const text = JSON.stringify(lines);
    const secrets = [...authorizations.map((value) => value.slice('Bearer '.length)), clientSecret];
    for (const { value } of app.cookies()) secrets.push(value);
    for (const secret of secrets) assert.ok(!text.includes(secret));
    assert.doesNotMatch(text, /eyJ|lkr_|code=|state=/);
    assert.ok(lines.length > 10);
  });
});
