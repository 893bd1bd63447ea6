/** The demo as `npm start` runs it: the authority with the repository's own configuration, and the API beside it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunningAuthority, readClientSecret, startAuthority } from '@latchkey/testing/authority-process';
import { createBrowser } from '@latchkey/testing/browser';
import { pollFor } from '@latchkey/testing/poll';
import { recordSecret } from '@latchkey/testing/run';
import { findFreePort, repository, type ServerProcess, startServerProcess } from '@latchkey/testing/server-process';
import { computeS256Challenge } from '@latchkey/tokens/pkce';

function startApi(authority: RunningAuthority, port: number): Promise<ServerProcess> {
  return startServerProcess({
    name: 'demo API',
    main: 'examples/demo/api/src/main.ts',
    env: {
      LATCHKEY_ISSUER: authority.issuer,
      LATCHKEY_DATA_DIRECTORY: authority.dataDirectory,
      DEMO_API_PORT: String(port),
    },
    readyText: '"msg":"demo API ready"',
  });
}

describe('the demo API', () => {
  let authority: RunningAuthority;
  let api: ServerProcess;
  let url: string;

  before(async () => {
    authority = await startAuthority();
    const port = await findFreePort();
    api = await startApi(authority, port);
    url = `http://localhost:${port}`;
  });
  after(async () => {
    await authority.stop();
    assert.equal(await api.stop(), 0);
  });

  it('serves on when nobody reads what it prints', { timeout: 120_000 }, async () => {
    const port = await findFreePort();
    const env = {
      LATCHKEY_ISSUER: authority.issuer,
      LATCHKEY_DATA_DIRECTORY: authority.dataDirectory,
      DEMO_API_PORT: String(port),
    };
    const followers = () => authority.output().split('"path":"/revocations"').length;
    const before = followers();
    const unread = spawn(process.execPath, ['--conditions=@latchkey/source', 'examples/demo/api/src/main.ts'], {
      ...{ cwd: repository, env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    unread.stdout?.destroy();
    const ended = once(unread, 'exit');
    const isHealthy = async () => (await fetch(`http://localhost:${port}/health`)).ok;
    await pollFor('the API', () => isHealthy().catch(() => false));
    // It says that it is ready once it follows the feed.
    await pollFor('its line in the log', () => followers() > before);
    for (let asked = 0; asked < 200; asked += 1) assert.ok(await isHealthy());
    unread.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });

  /** The administrator of the one-time link, with a token of the desktop program. */
  async function signInAdministrator(scope: string): Promise<string> {
    const link = recordSecret(
      (await readFile(join(authority.dataDirectory, 'first-administrator-link'), 'utf8')).trim(),
    );
    const browser = createBrowser();
    const page = await browser.open(link);
    const form = page.forms[0];
    assert.ok(form);
    const password = recordSecret('a long walk by the sea');
    assert.equal((await browser.submit(page, form, { username: 'ada', password })).status, 200);

    const verifier = recordSecret('a-verifier-that-is-long-enough-for-rfc-7636-and-more');
    const redirectUri = 'http://127.0.0.1:51000/callback';
    const query = new URLSearchParams({
      client_id: 'demo-native',
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      code_challenge: computeS256Challenge(verifier),
      code_challenge_method: 'S256',
    });
    const { location } = await browser.open(`${authority.issuer}/authorize?${query.toString()}`);
    assert.ok(location);
    const code = recordSecret(new URL(location).searchParams.get('code') ?? assert.fail(location));
    return requestToken({
      grant_type: 'authorization_code',
      client_id: 'demo-native',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      code,
    });
  }

  function readCredentials(): { readonly client_id: string; readonly client_secret: string } {
    const clientId = 'demo-service';
    return { client_id: clientId, client_secret: readClientSecret(authority.dataDirectory, clientId) };
  }

  async function requestService(scope: string): Promise<string> {
    return requestToken({ grant_type: 'client_credentials', scope, ...readCredentials() });
  }

  async function requestToken(parameters: Record<string, string>): Promise<string> {
    const response = await fetch(`${authority.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
    });
    assert.equal(response.status, 200);
    const { access_token: token } = (await response.json()) as { access_token: string };
    return recordSecret(token);
  }

  function call(token: string, path: string, options: RequestInit = {}): Promise<Response> {
    return fetch(`${url}${path}`, { ...options, headers: { authorization: `Bearer ${token}` } });
  }

  it('V1 is open where it says so, and nowhere else', async () => {
    assert.equal((await fetch(`${url}/health`)).status, 200);
    const refused = await fetch(`${url}/orders`);
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get('www-authenticate'), 'Bearer realm="http://localhost:4002"');
  });

  it('V4 lets a program read and tells it which scope it lacks to write', async () => {
    const token = await requestService('orders:read');
    assert.equal((await call(token, '/orders')).status, 200);
    const refused = await call(token, '/orders', { method: 'POST', body: '{"item":"A desk"}' });
    assert.equal(refused.status, 403);
    assert.match(refused.headers.get('www-authenticate') ?? '', /error="insufficient_scope".*scope="orders:write"/);
  });

  it('V4 lets the administrator write and delete, by a permission that no application can ask for', async () => {
    const token = await signInAdministrator('openid orders:read orders:write');
    const created = await call(token, '/orders', { method: 'POST', body: '{"item":"A desk"}' });
    assert.equal(created.status, 201);
    const { id } = (await created.json()) as { id: number };
    assert.equal((await call(token, `/orders/${id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await call(token, '/orders', { method: 'POST', body: '{"item":""}' })).status, 400);
  });

  it('V6 R2 refuses a revoked token and closes its open stream', async () => {
    const token = await requestService('orders:read');
    const stream = await call(token, '/events');
    assert.equal(stream.status, 200);
    const broken = (async (): Promise<string> => {
      for await (const _ of stream.body ?? []) continue;
      return 'ended';
    })().catch(() => 'broken off');
    // Streams are watched within a second; one revoked before that is closed at the first sweep.
    const startedAtMs = performance.now();
    const answer = await fetch(`${authority.issuer}/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, ...readCredentials() }),
    });
    assert.equal(answer.status, 200);
    const refused = await pollFor('the refusal', async () => {
      const answered = await call(token, '/orders');
      return answered.status === 401 && answered;
    });
    assert.equal(((await refused.json()) as { code: string }).code, 'revoked');
    console.log(`refused ${Math.round(performance.now() - startedAtMs)} ms after the revocation was asked for`);
    assert.notEqual(await Promise.race([broken, wait(60_000, 'still open', { ref: false })]), 'still open');
  });
});
