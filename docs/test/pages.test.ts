import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '@latchkey/testing/authority-process';
import { openLog, recordSecret } from '@latchkey/testing/run';
import { readBlocks, repository, typeIntoShell } from './reader.ts';
import { type StartedRepository, startRepository } from './started-repository.ts';

describe('the pages a newcomer reads', { timeout: 180_000 }, () => {
  let started: StartedRepository;

  before(async () => {
    started = await startRepository();
    for (const client of ['demo-service', 'demo-web']) {
      recordSecret(readFileSync(join(started.dataDirectory, 'secrets', 'clients', client), 'utf8').trim());
    }
  });
  after(() => started.stop());

  /** With the ports and the folder of this run; the audience keeps its name, which is no address to be called. */
  function adapt(code: string, ownPort = 0): string {
    return code
      .replaceAll('localhost:4000', `localhost:${started.authorityPort}`)
      .replaceAll(/(?<!audience: 'http:\/\/)localhost:4002/g, `localhost:${started.apiPort}`)
      .replaceAll(/data\/secrets/g, `${started.dataDirectory}/secrets`)
      .replaceAll('5000', String(ownPort));
  }

  /** Tokens that a block put into a variable are secrets of this run. */
  const tellToken = 'echo "token: $TOKEN"';

  it('README: the first calls are answered as it says', async () => {
    const blocks = readBlocks('README.md').filter(({ code }) => code.includes('TOKEN='));
    assert.equal(blocks.length, 1);
    const commands = adapt(blocks[0]?.code ?? '').replaceAll('curl localhost', "curl -si -w '\\n' localhost");
    const [printed = ''] = await typeIntoShell([`${commands}\n${tellToken}`]);
    recordSecret(/token: (\S+)/.exec(printed)?.[1] ?? assert.fail(printed));
    const statuses = [...printed.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status);
    assert.deepEqual(statuses, ['200', '403', '200', '401']);
    assert.match(printed, /"code":"revoked"/);
  });

  it('quick start: a route of one’s own opens with a token, and closes when it is taken back', async () => {
    const blocks = readBlocks('docs/quick-start.md');
    const program = blocks.find(({ language }) => language === 'ts')?.code ?? '';
    const [start, run, ...rest] = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
    assert.equal(start, 'npm start\n');
    const ownPort = await findFreePort();
    // Beside the reader's own file, should there be one.
    const file = `my-api.quick-start-${process.pid}.ts`;
    writeFileSync(join(repository, file), adapt(program, ownPort));
    const child = spawn('bash', ['-c', `exec ${(run ?? '').replace('my-api.ts', file)}`], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const log = openLog('quick-start');
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.write(chunk));
    try {
      await waitUntilAnswering(`http://localhost:${ownPort}/`);
      const commands = rest.map((code) => adapt(code, ownPort));
      assert.equal(commands.length, 5);
      commands[1] = `${commands[1]}\n${tellToken}`;
      const printed = await typeIntoShell(commands);
      recordSecret(/token: (\S+)/.exec(printed[1] ?? '')?.[1] ?? assert.fail(printed.join('\n')));
      assert.match(printed[0] ?? '', /^HTTP\/1\.1 401/m);
      assert.match(printed[2] ?? '', /Hello, demo-service\./);
      assert.match(printed[4] ?? '', /^HTTP\/1\.1 401/m);
      assert.match(printed[4] ?? '', /"code":"revoked"/);
    } finally {
      const ended = once(child, 'exit');
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await ended;
      rmSync(join(repository, file));
    }
  });

  it('everything that npm start prints as an address answers', async () => {
    const { authorityPort, applicationPort, apiPort } = started;
    const addresses = [`${authorityPort}/sign-in`, `${applicationPort}/`, `${applicationPort}/auth/session`];
    for (const address of [...addresses, `${apiPort}/health`]) {
      assert.equal((await fetch(`http://localhost:${address}`)).status, 200, address);
    }
  });
});

async function waitUntilAnswering(url: string): Promise<void> {
  const untilMs = Date.now() + 30_000;
  // 503 until its keys and revocations are there.
  while (
    (await fetch(url).then(
      ({ status }) => status,
      () => 503,
    )) === 503
  ) {
    assert.ok(Date.now() < untilMs, `${url} does not answer`);
    await wait(20);
  }
}
