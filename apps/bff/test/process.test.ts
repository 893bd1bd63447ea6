/** The browser proxy as people run it: a process, a configuration file, an application's files. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type RunningAuthority, startAuthority } from '@latchkey/testing/authority-process';
import { createDataDirectory } from '@latchkey/testing/run';
import { findFreePort, repository, type ServerProcess, startServerProcess } from '@latchkey/testing/server-process';
import { clientSecretEnvironment, clientSecrets, testConfig } from '@latchkey/testing/test-config';

const main = 'apps/bff/src/main.ts';

interface Application {
  readonly file: string;
  readonly origin: string;
  readonly port: number;
}

/** A configuration file with a page beside it. */
async function writeApplication(issuer: string, changes: object = {}): Promise<Application> {
  const folder = createDataDirectory('bff-process');
  mkdirSync(join(folder, 'public'));
  writeFileSync(join(folder, 'public', 'index.html'), '<!doctype html><title>Shop</title>');
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const file = join(folder, 'latchkey.bff.config.json');
  const config = {
    origin,
    issuer,
    clientId: 'web-app',
    clientSecret: { env: 'SECRET_OF_WEB_APP' },
    app: { directory: 'public' },
    apis: [{ path: '/api/orders', target: 'http://localhost:1/orders', scopes: ['orders:read'] }],
    ...changes,
  };
  writeFileSync(file, JSON.stringify(config));
  return { file, origin, port };
}

/** Run it to its end. */
async function run(args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly printed: string }> {
  const child = spawn(process.execPath, ['--conditions=@latchkey/source', main, ...args], {
    cwd: repository,
    env: { PATH: process.env['PATH'], SECRET_OF_WEB_APP: clientSecrets['web-app'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { exitCode: child.exitCode, printed: out + err };
}

describe('the browser proxy as a process', { timeout: 480_000 }, () => {
  let authority: RunningAuthority;
  let application: Application;
  let bff: ServerProcess;

  before(async () => {
    const { issuer: _issuer, ...config } = testConfig;
    authority = await startAuthority({ config, env: clientSecretEnvironment });
    application = await writeApplication(authority.issuer);
    bff = await startServerProcess({
      name: 'browser proxy',
      main,
      args: ['--config', application.file],
      env: { SECRET_OF_WEB_APP: clientSecrets['web-app'] },
      readyText: '"msg":"application ready"',
    });
  });
  after(async () => {
    assert.equal(await bff.stop(), 0);
    await authority.stop();
  });

  it('B3 serves the application, its own endpoints and nothing else', async () => {
    const { origin } = application;
    assert.match(await (await fetch(`${origin}/`)).text(), /<title>Shop/);
    assert.deepEqual(await (await fetch(`${origin}/auth/session`)).json(), { signed_in: false });
    assert.equal((await fetch(`${origin}/api/orders`)).status, 401);
    assert.equal((await fetch(`${origin}/elsewhere`)).status, 404);
    const login = await fetch(`${origin}/auth/login`, { redirect: 'manual' });
    assert.equal(login.status, 303);
    assert.ok(login.headers.get('location')?.startsWith(`${authority.issuer}/authorize?`));
  });

  it('H3 refuses TRACE, for files and for APIs', async () => {
    for (const path of ['/', '/auth/session', '/api/orders']) {
      const { promise, resolve } = Promise.withResolvers<number | undefined>();
      request({ port: application.port, path, method: 'TRACE' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
      assert.equal(await promise, 405, path);
    }
  });

  it('ends with 75 when its port is taken, and says what to set', async () => {
    const { file } = await writeApplication(authority.issuer, { listen: { port: application.port } });
    const { exitCode, printed } = await run(['--config', file]);
    assert.equal(exitCode, 75);
    assert.match(printed, /in use already.*listen\.port/);
  });

  it('stops without a complaint when it is asked to before it is ready', async (context) => {
    // Takes questions and answers none.
    const silent = createServer();
    context.after(() => silent.closeAllConnections());
    context.after(() => silent.close());
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { file } = await writeApplication(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const child = spawn(process.execPath, ['--conditions=@latchkey/source', main, '--config', file], {
      cwd: repository,
      env: { PATH: process.env['PATH'], SECRET_OF_WEB_APP: clientSecrets['web-app'] },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit');
    const complaints = text(child.stderr);
    await Promise.race([once(silent, 'request'), ended]);
    child.kill('SIGTERM');
    await ended;
    assert.equal(await complaints, '');
    assert.equal(child.exitCode, 0);
  });

  it('ends with 78 for a configuration that will not do, and says what is wrong with it', async () => {
    const { file } = await writeApplication(authority.issuer, { apis: [{ path: 'api', target: 'x', scopes: [] }] });
    for (const args of [
      ['--config', file],
      ['--config', file, '--check'],
      ['--config', '/nowhere/config.json'],
    ]) {
      const { exitCode, printed } = await run(args);
      assert.equal(exitCode, 78, printed);
      assert.ok(!printed.includes(clientSecrets['web-app']));
    }
  });

  it('checks a configuration without starting anything', async () => {
    const { exitCode, printed } = await run(['--config', application.file, '--check']);
    assert.equal(exitCode, 0);
    assert.match(printed, /is a good configuration/);
  });

  it('helps, and ends with 64 when it is mistyped', async () => {
    const helped = await run(['--help']);
    assert.equal(helped.exitCode, 0);
    assert.match(helped.printed, /Examples:/);
    assert.equal((await run(['--confg'])).exitCode, 64);
  });
});
