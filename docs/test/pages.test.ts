import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readClientSecret } from '@latchkey/testing/authority-process';
import { recordSecret } from '@latchkey/testing/run';
import { startProcess } from '@latchkey/testing/running-process';
import { findFreePort, repository } from '@latchkey/testing/server-process';
import { readBlocks, typeIntoShell } from './reader.ts';
import { type StartedRepository, startRepository } from './started-repository.ts';

describe('the pages a newcomer reads', { timeout: 540_000 }, () => {
  let started: StartedRepository;

  before(async () => {
    started = await startRepository();
    // Commands of the pages read them; so they are recorded here.
    for (const client of ['demo-service', 'demo-web']) readClientSecret(started.dataDirectory, client);
  });
  after(() => started.stop());

  /** With the ports and the folder of this run; the audience keeps its name, which is no address to be called. */
  function adapt(code: string, ownPort = 0): string {
    return code
      .replaceAll('localhost:4000', `localhost:${started.authorityPort}`)
      .replaceAll(/(?<!audience: 'http:\/\/)localhost:4002/g, `localhost:${started.apiPort}`)
      .replaceAll(/data\/secrets/g, `${started.dataDirectory}/secrets`)
      .replaceAll(/\b4005\b/g, String(ownPort))
      .replaceAll(/^sleep 1\b/gm, waitForRefusal(ownPort === 0 ? `${started.apiPort}/orders` : `${ownPort}/`));
  }

  /** In place of the second that the pages give it, which on a busy machine may be too short. */
  function waitForRefusal(address: string): string {
    const ask = `curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $TOKEN" http://localhost:${address}`;
    return `for try in {1..600}; do ${ask} | grep -q 401 && break; sleep 0.1; done`;
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

  it('quick start: a route of one’s own opens with a token, and closes when it is taken back', async (context) => {
    const blocks = readBlocks('docs/quick-start.md');
    const source = blocks.find(({ language }) => language === 'ts')?.code ?? '';
    const [start, run, ...rest] = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
    assert.equal(start, 'npm start\n');
    const ownPort = await findFreePort();
    // Beside the reader's own file, should there be one.
    const file = `my-api.quick-start-${process.pid}.ts`;
    writeFileSync(join(repository, file), adapt(source, ownPort));
    context.after(() => rmSync(join(repository, file)));
    const program = await startProcess({
      name: 'quick start',
      command: 'bash',
      args: ['-c', `exec ${(run ?? '').replace('my-api.ts', file)}`],
      env: process.env,
      isReady: () => isAnswering(`http://localhost:${ownPort}/`),
      leadsGroup: true,
    });
    context.after(() => program.kill());

    const commands = rest.map((code) => adapt(code, ownPort));
    assert.equal(commands.length, 5);
    commands[1] = `${commands[1]}\n${tellToken}`;
    const printed = await typeIntoShell(commands);
    recordSecret(/token: (\S+)/.exec(printed[1] ?? '')?.[1] ?? assert.fail(printed.join('\n')));
    const shown = blocks.filter(({ language }) => language === 'text').map(({ code }) => adapt(code, ownPort));
    assert.equal(shown.length, 4);
    for (const [at, output] of [program.output(), printed[0], printed[2], printed[4]].entries()) {
      assertPrinted(output, shown[at]);
    }
  });

  it('everything that npm start prints as an address answers', async () => {
    const { authorityPort, applicationPort, apiPort } = started;
    const addresses = [`${authorityPort}/sign-in`, `${applicationPort}/`, `${applicationPort}/auth/session`];
    for (const address of [...addresses, `${apiPort}/health`]) {
      assert.equal((await fetch(`http://localhost:${address}`)).status, 200, address);
    }
  });

  it('the demo is signed in to wherever the variables move it', async () => {
    const login = await fetch(`http://localhost:${started.applicationPort}/auth/login`, { redirect: 'manual' });
    const authorize = await fetch(login.headers.get('location') ?? '', { redirect: 'manual' });
    assert.match(authorize.headers.get('location') ?? (await authorize.text()), /\/sign-in\?/);
  });
});

/** What a page shows stands in what was printed, line by line; "…" is what it leaves out. */
function assertPrinted(output = '', shown = ''): void {
  const printed = output.split(/\r?\n/);
  for (const line of shown.trimEnd().split('\n')) {
    assert.ok(line === '…' || printed.includes(line), `${line}\nis not in\n${output}`);
  }
}

/** 503 until its keys and revocations are there. */
async function isAnswering(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  return response !== undefined && response.status !== 503;
}
