import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findFreePort, startAuthority } from '@latchkey/testing/authority-process';
import { pollFor } from '@latchkey/testing/poll';
import { createDataDirectory, openLog, recordSecret } from '@latchkey/testing/run';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** Run the authority to its end, which these starts come to by themselves. */
async function runToEnd(
  env: Record<string, string>,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, ['--conditions=@latchkey/source', 'apps/authority/src/main.ts'], {
    cwd: repository,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = openLog('authority-refused');
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => log.write(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    log.write(chunk);
    stderr += chunk.toString('utf8');
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

interface Line {
  readonly msg: string;
  readonly [name: string]: unknown;
}

function parseLines(output: string): readonly Line[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

describe('the authority as a process', () => {
  it('starts in an empty folder: secrets, differences and where the link is, in JSON lines ending with ready', async (test) => {
    const running = await startAuthority();
    test.after(() => running.kill());
    const lines = parseLines(running.output());
    const ready = lines.find(({ msg }) => msg === 'ready');
    assert.equal(ready?.['url'], running.issuer);
    assert.ok(
      lines.some(
        ({ msg, kind, id, change }) =>
          msg === 'configuration changed' && kind === 'client' && id === 'demo-web' && change === 'added',
      ),
    );
    for (const name of [
      'latchkey.db',
      'keys.ring',
      'secrets/sealing-key',
      'secrets/clients/demo-web',
      'first-administrator-link',
    ]) {
      assert.equal(statSync(join(running.dataDirectory, name)).mode & 0o777, 0o600, name);
    }

    const link = recordSecret(readFileSync(join(running.dataDirectory, 'first-administrator-link'), 'utf8').trim());
    assert.ok(link.startsWith(`${running.issuer}/setup?token=`));
    assert.equal((await fetch(link)).status, 200);
    assert.ok(!running.output().includes(new URL(link).searchParams.get('token') ?? link), 'the link is never logged');
    assert.ok(lines.some(({ file }) => file === join(running.dataDirectory, 'first-administrator-link')));

    const metadata: unknown = await (await fetch(`${running.issuer}/.well-known/openid-configuration`)).json();
    assert.equal((metadata as { issuer: string }).issuer, running.issuer);
    assert.equal(await running.stop(), 0);
  });

  it('O1 serves and stops as ever when its log has no room left on the disk', async (test) => {
    const port = await findFreePort();
    const issuer = `http://localhost:${port}`;
    const errors = openLog('authority-full-disk');
    const child = spawn(process.execPath, ['--conditions=@latchkey/source', 'apps/authority/src/main.ts'], {
      cwd: repository,
      env: {
        PATH: process.env['PATH'],
        LATCHKEY_ISSUER: issuer,
        LATCHKEY_PORT: String(port),
        LATCHKEY_DATA_DIRECTORY: createDataDirectory('authority-full-disk'),
      },
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    test.after(() => child.kill('SIGKILL'));
    child.stderr?.on('data', (chunk: Buffer) => errors.write(chunk));
    const ended = once(child, 'close');
    const ask = (): Promise<number | undefined> =>
      fetch(`${issuer}/jwks`).then(
        ({ status }) => status,
        () => undefined,
      );
    await pollFor('the authority', async () => child.exitCode !== null || (await ask()) === 200);
    // More lines than are written at once.
    for (let count = 0; count < 50; count += 1) assert.equal(await ask(), 200);
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });

  it('K1 refuses a key ring that is older than the last one seen, and says what to do', async () => {
    const running = await startAuthority();
    assert.equal(await running.stop(), 0);
    const witness = join(running.dataDirectory, 'secrets', 'keys.ring-version');
    const version = Number(readFileSync(witness, 'utf8'));
    assert.equal(statSync(witness).mode & 0o777, 0o600);
    writeFileSync(witness, `${version + 1}\n`);
    const { code, stderr } = await runToEnd({
      LATCHKEY_ISSUER: running.issuer,
      LATCHKEY_PORT: String(running.port),
      LATCHKEY_DATA_DIRECTORY: running.dataDirectory,
    });
    assert.equal(code, 78);
    assert.match(stderr, /version 1, but version 2 has been in use/);
  });

  it('prints no difference when nothing changed, and the difference when something did', async (test) => {
    const client = {
      clientId: 'app',
      type: 'public',
      redirectUris: ['http://127.0.0.1/cb'],
      scopes: ['openid'],
    } as const;
    const first = await startAuthority({ config: { clients: [client] } });
    test.after(() => first.kill());
    await first.stop();
    const { dataDirectory, port } = first;
    const changesOf = (output: string): readonly Line[] =>
      parseLines(output).filter(({ msg }) => msg === 'configuration changed');

    const same = await startAuthority({ config: { clients: [client] }, dataDirectory, port });
    test.after(() => same.kill());
    assert.deepEqual(changesOf(same.output()), []);
    await same.stop();

    const changed = await startAuthority({ config: { clients: [{ ...client, name: 'App' }] }, dataDirectory, port });
    test.after(() => changed.kill());
    const [change, ...others] = changesOf(changed.output());
    assert.deepEqual(
      [change?.['id'], change?.['change'], change?.['properties'], others],
      ['app', 'changed', ['name'], []],
    );
    await changed.stop();
  });

  it('finishes a request in flight when it is told to stop', { timeout: 240_000 }, async (test) => {
    const running = await startAuthority();
    test.after(() => running.kill());
    const socket = connect(running.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    const body = 'token=unknown&client_id=demo-native';
    socket.write(
      `POST /revoke HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    // The interim answer says that the request is in flight.
    await once(socket, 'data');
    const stopped = running.stop();
    while (!running.output().includes('"msg":"stopping"')) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.write(body);
    await once(socket, 'close');
    assert.match(answer, /HTTP\/1\.1 200 /);
    assert.equal(await stopped, 0);
  });

  it('H3 refuses TRACE and TRACK', async (test) => {
    const running = await startAuthority();
    test.after(() => running.kill());
    for (const method of ['TRACE', 'TRACK']) {
      const socket = connect(running.port, '127.0.0.1');
      socket.write(`${method} / HTTP/1.1\r\nHost: x\r\nCookie: echo-me=1\r\n\r\n`);
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      assert.match(answer, /^HTTP\/1\.1 405 /);
      assert.ok(!answer.includes('echo-me'));
    }
  });

  it('O1 logs one line for each request, without query', async (test) => {
    const running = await startAuthority();
    test.after(() => running.kill());
    const secret = recordSecret('secret-in-a-query-of-a-process');
    await fetch(`${running.issuer}/authorize?state=${secret}`, { redirect: 'manual' });
    await fetch(`${running.issuer}/jwks?access_token=${secret}`);
    await running.stop();
    const requests = parseLines(running.output()).filter(({ msg }) => msg === 'request');
    assert.deepEqual(
      requests.map(({ path, status }) => [path, status]),
      [
        ['/authorize', 400],
        ['/jwks', 400],
      ],
    );
    assert.ok(!running.output().includes(secret));
  });
});

describe('an authority that cannot start', () => {
  it('says so of a second server on the same data, and ends with 75', async (test) => {
    const running = await startAuthority();
    test.after(() => running.kill());
    const port = String(await findFreePort());
    const { code, stderr } = await runToEnd({
      LATCHKEY_ISSUER: `http://localhost:${port}`,
      LATCHKEY_DATA_DIRECTORY: running.dataDirectory,
    });
    assert.equal(code, 75);
    assert.match(stderr, /in use by another Latchkey server/);
  });

  it('says so of a port in use, ends with 75, and lets go of the data', async (test) => {
    const running = await startAuthority();
    test.after(() => running.kill());
    const dataDirectory = createDataDirectory('authority');
    const { code, stderr } = await runToEnd({
      LATCHKEY_ISSUER: running.issuer,
      LATCHKEY_DATA_DIRECTORY: dataDirectory,
    });
    assert.equal(code, 75);
    assert.match(stderr, new RegExp(`127\\.0\\.0\\.1:${running.port} is in use already.*LATCHKEY_PORT`));
    await running.stop();
    const next = await startAuthority({ dataDirectory, port: running.port });
    test.after(() => next.kill());
    await next.stop();
  });

  it('H1 lists everything that is wrong with its configuration, ends with 78, and has written nothing', async () => {
    const dataDirectory = join(createDataDirectory('authority'), 'data');
    const { code, stderr } = await runToEnd({
      LATCHKEY_ISSUER: 'http://id.example.com',
      LATCHKEY_LOG_LEVEL: 'loud',
      LATCHKEY_DATA_DIRECTORY: dataDirectory,
    });
    assert.equal(code, 78);
    assert.match(
      stderr,
      /LATCHKEY_LOG_LEVEL \(logLevel\) must be one of.*\n.*LATCHKEY_ISSUER \(issuer\) is plain http/,
    );
    assert.ok(!existsSync(dataDirectory));
  });

  it('says so of a sealing key that is none', async () => {
    const sealingKey = recordSecret('this-is-not-a-sealing-key');
    const port = String(await findFreePort());
    const { code, stderr } = await runToEnd({
      LATCHKEY_ISSUER: `http://localhost:${port}`,
      LATCHKEY_DATA_DIRECTORY: createDataDirectory('authority'),
      LATCHKEY_SEALING_KEY: sealingKey,
    });
    assert.equal(code, 78);
    assert.match(stderr, /LATCHKEY_SEALING_KEY must hold 32 random bytes/);
    assert.ok(!stderr.includes(sealingKey));
  });
});
