import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { findFreePort, type RunningAuthority, startAuthority } from '@latchkey/testing/authority-process';
import { recordSecret } from '@latchkey/testing/run';
import { repository, startProcess } from '@latchkey/testing/running-process';
import { clientSecretEnvironment, clientSecrets, ordersApi, testConfig } from '@latchkey/testing/test-config';

const guides = ['express', 'fastify', 'hono', 'node-and-fetch'] as const;

/** The programs of a guide: its blocks one after the other; an import begins a new one unless it follows an import. */
function readPrograms(guide: string): readonly string[] {
  const text = readFileSync(`${repository}/docs/guides/${guide}.md`, 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');
  const programs: string[] = [];
  for (const block of blocks) {
    if (block.startsWith('import ') || programs.length === 0) programs.push(block);
    else programs.push(`${programs.pop()}\n${block}`);
  }
  return programs;
}

describe('the guides', { timeout: 480_000 }, () => {
  let authority: RunningAuthority;

  before(async () => {
    const { issuer: _issuer, ...config } = testConfig;
    authority = await startAuthority({ config, env: clientSecretEnvironment });
  });
  after(() => authority.stop());

  function post(path: string, parameters: Record<string, string>): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`service:${clientSecrets.service}`).toString('base64')}`;
    const body = new URLSearchParams(parameters);
    return fetch(`${authority.issuer}${path}`, { method: 'POST', headers: { authorization }, body });
  }

  async function getToken(): Promise<string> {
    const response = await post('/token', { grant_type: 'client_credentials', resource: ordersApi });
    assert.equal(response.status, 200);
    return recordSecret(((await response.json()) as { access_token: string }).access_token);
  }

  /** Run a program as a reader would, but with the names and ports of this test. */
  async function start(program: string): Promise<{ url: string; stop(): Promise<unknown> }> {
    const port = await findFreePort();
    const code = program
      .replaceAll('https://id.example.com', authority.issuer)
      .replaceAll('https://api.example.com', ordersApi)
      .replaceAll('3000', String(port));
    const url = `http://127.0.0.1:${port}`;
    const running = await startProcess({
      name: 'program of a guide',
      command: process.execPath,
      args: ['--conditions=@latchkey/source', '--input-type=module-typescript', '--eval', code],
      env: { PATH: process.env['PATH'], CLIENT_SECRET: clientSecrets['orders-api'] },
      isReady: () =>
        fetch(`${url}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
    });
    return { url, stop: () => running.stop() };
  }

  for (const guide of guides) {
    for (const [index, program] of readPrograms(guide).entries()) {
      it(`V1 what ${guide}.md says works (program ${index + 1})`, async () => {
        const { url, stop } = await start(program);
        try {
          await checkProgram(url);
          if (/cors\(|Allow-Origin/.test(program)) await checkCors(url);
        } finally {
          await stop();
        }
      });
    }
  }

  async function checkProgram(url: string): Promise<void> {
    const token = await getToken();
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await fetch(`${url}/orders`)).status, 401);
    const listed = await fetch(`${url}/orders`, { headers });
    assert.equal(listed.status, 200);
    assert.deepEqual(await listed.json(), { orders: [], of: 'service' });
    const refused = await fetch(`${url}/orders/1`, { method: 'DELETE', headers });
    assert.equal(refused.status, 403);
    assert.match(refused.headers.get('www-authenticate') ?? '', /scope="orders:write"/);

    const stream = await fetch(`${url}/events`, { headers });
    const reader = stream.body?.getReader() ?? assert.fail('no body');
    assert.equal(Buffer.from((await reader.read()).value ?? []).toString(), 'data: hello\n\n');
    assert.equal((await post('/revoke', { token })).status, 200);
    // Over HTTP/1.1 a response that breaks off is an error to its reader.
    await assert.rejects(reader.read());
    assert.equal((await fetch(`${url}/orders`, { headers })).status, 401);
  }

  /** H5: the preflight is answered, and a page can read why it was refused. */
  async function checkCors(url: string): Promise<void> {
    const origin = 'https://app.example.com';
    const preflight = await fetch(`${url}/orders`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
    });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/i);
    const refused = await fetch(`${url}/orders`, { headers: { origin } });
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get('access-control-allow-origin'), origin);
    assert.equal(refused.headers.get('access-control-expose-headers'), 'WWW-Authenticate');
    assert.match(refused.headers.get('vary') ?? '', /Origin/);
  }

  it('there are five programs, so none is left out by accident', () => {
    assert.equal(guides.flatMap(readPrograms).length, 5);
  });
});
