/** Two processes of one application: one session, one refresh, one end, whichever of them is asked. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type RunningAuthority, startAuthority } from '@latchkey/testing/authority-process';
import { pollFor } from '@latchkey/testing/poll';
import { recordCookies } from '@latchkey/testing/record-credentials';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { findFreePort, type ServerProcess, startServerProcess } from '@latchkey/testing/server-process';

const audience = 'https://orders.latchkey.test';
const clientSecret = recordSecret('client-secret-of-two-processes-W7n2');
const password = recordSecret('two processes and one password');

describe('two processes of one application', { timeout: 480_000 }, () => {
  const api = createServer((request, response) => {
    // What matters here is that a token came, not what the API thinks of it.
    response.writeHead(request.headers.authorization?.startsWith('Bearer ') === true ? 200 : 401).end('{}');
  });
  const processes: ServerProcess[] = [];
  const urls: string[] = [];
  let authority: RunningAuthority;
  let origin = '';

  before(async () => {
    api.listen(0, '127.0.0.1');
    await once(api, 'listening');
    authority = await startAuthority({
      config: {
        signUp: 'open',
        apis: [{ audience, scopes: { 'orders:read': 'See your orders' } }],
        clients: [
          {
            clientId: 'shop',
            type: 'confidential',
            firstParty: true,
            secret: { env: 'SHOP_SECRET' },
            authorizationChallenge: true,
            createsAccounts: true,
            redirectUris: ['http://localhost/auth/callback'],
            scopes: ['openid', 'profile', 'email', 'orders:read'],
            audiences: [audience],
          },
        ],
      },
      env: { SHOP_SECRET: clientSecret },
    });
    const folder = createDataDirectory('two-processes');
    const ports = [await findFreePort(), await findFreePort()];
    origin = `http://localhost:${ports[0]}`;
    for (const port of ports) {
      const file = join(folder, `shop-${port}.json`);
      writeFileSync(
        file,
        JSON.stringify({
          ...{ origin, issuer: authority.issuer, clientId: 'shop', ownSignInForm: true },
          clientSecret: { env: 'SHOP_SECRET' },
          listen: { port },
          apis: [
            {
              path: '/api/orders',
              target: `http://127.0.0.1:${(api.address() as AddressInfo).port}/orders`,
              scopes: ['orders:read'],
            },
          ],
        }),
      );
      urls.push(`http://127.0.0.1:${port}`);
      processes.push(
        await startServerProcess({
          name: 'browser proxy',
          main: 'apps/bff/src/main.ts',
          args: ['--config', file],
          env: { SHOP_SECRET: clientSecret },
          readyText: '"msg":"application ready"',
        }),
      );
    }
  });
  after(async () => {
    for (const running of processes) assert.equal(await running.stop(), 0);
    await authority.stop();
    api.close();
    api.closeAllConnections();
  });

  /** As a page of the application asks; which process answers is the load balancer's choice. */
  function ask(url: string, path: string, { cookie = '', ...init }: RequestInit & { cookie?: string } = {}) {
    const headers = { 'sec-fetch-site': 'same-origin', origin, cookie, ...(init.headers as Record<string, string>) };
    return fetch(`${url}${path}`, { ...init, headers });
  }

  async function signIn(): Promise<{ readonly cookie: string; readonly csrf: string }> {
    const username = `person-${randomBytes(4).toString('hex')}`;
    const credentials = { username, password };
    const created = await fetch(`${authority.issuer}/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...credentials, client_id: 'shop', client_secret: clientSecret }),
    });
    assert.equal(created.status, 202);
    const answer = await ask(urls[0] ?? '', '/auth/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    });
    assert.equal(answer.status, 200, await answer.text());
    const setCookies = answer.headers.getSetCookie();
    recordCookies(setCookies);
    const pairs = setCookies.map((line) => line.split(';', 1)[0] ?? '');
    const csrf = pairs.find((pair) => pair.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length) ?? '';
    return { cookie: pairs.join('; '), csrf };
  }

  /** The authority prints a line for each request, in order but a little later: what it says of a last one is waited for. */
  async function countTokenRequests(): Promise<number> {
    const { headers } = await fetch(`${authority.issuer}/jwks`);
    const requestId = headers.get('x-request-id') ?? assert.fail('a request has an id');
    await pollFor('the line of the last request', () => authority.output().includes(requestId));
    return authority.output().split('"path":"/token"').length - 1;
  }

  it('B4 refresh once for all requests that wait in both', async () => {
    const { cookie } = await signIn();
    const before = await countTokenRequests();
    // Nobody has a token for the API yet: every one of them needs it at once.
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ask(urls[index % 2] ?? '', '/api/orders', { cookie })),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal((await countTokenRequests()) - before, 1);
  });

  it('R1 end a session in both when one of them is told to', async () => {
    const { cookie, csrf } = await signIn();
    const [first = '', second = ''] = urls;
    assert.equal((await ask(second, '/api/orders', { cookie })).status, 200);
    const signedOut = await ask(first, '/auth/logout', { method: 'POST', cookie, headers: { 'x-xsrf-token': csrf } });
    assert.equal(signedOut.status, 200);
    const refused = await ask(second, '/api/orders', { cookie });
    assert.equal(refused.status, 401);
    assert.deepEqual(await (await ask(second, '/auth/session', { cookie })).json(), { signed_in: false });
  });
});
