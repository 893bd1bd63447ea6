import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { readClientSecret } from '@latchkey/testing/authority-process';
import { recordSecret } from '@latchkey/testing/run';
import { startProcess } from '@latchkey/testing/running-process';
import { findFreePort, repository } from '@latchkey/testing/server-process';
import { readBlocks, readPage } from './reader.ts';
import { type StartedRepository, startRepository } from './started-repository.ts';

const firstPage = 'docs/guides/README.md';
const guides = ['express', 'fastify', 'hono', 'node-and-fetch'] as const;
const run = promisify(execFile);

/** Settings of the npm that runs the tests are not those of a reader; his proxies and certificates are. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

describe('the guides, followed in a folder of one’s own', { timeout: 540_000 }, () => {
  let started: StartedRepository;
  let above: string;
  let folder: string;
  /** The last step of the first page: run a program against `npm start`. */
  let runProgram: string;

  before(async () => {
    started = await startRepository();
    // Commands of the pages read it; so it is recorded here.
    readClientSecret(started.dataDirectory, 'demo-service');
    above = mkdtempSync(join(tmpdir(), 'latchkey-guides-'));
    folder = join(above, 'my-api');
    const [pack = '', install = '', start = ''] = readCommands(firstPage);
    await type(`${pack}\n${install}`, repository);
    runProgram = start;
  });
  after(async () => {
    rmSync(above, { recursive: true, force: true });
    await started.stop();
  });

  it('the first page installs what a guard needs, and Express', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly dependencies: object;
    };
    assert.deepEqual(Object.keys(manifest.dependencies), ['@latchkey/guard', '@latchkey/tokens', 'express']);
  });

  for (const guide of guides) {
    it(`${guide}.md installs all that its programs need`, async () => {
      const page = `docs/guides/${guide}.md`;
      const [install = ''] = readCommands(page);
      await type(install, folder);
      for (const program of readPrograms(page)) await lookAtApi(program);
    });
  }

  it('README: the line for Express protects a route', async () => {
    const block = readBlocks('README.md').find(({ code }) => code.includes('createGuard'))?.code ?? '';
    await lookAtApi(`
      import express from 'express';
      const app = express();
      const [issuer, audience] = ['https://id.example.com', 'https://api.example.com'];
      const [clientId, clientSecret] = ['orders-api', process.env.CLIENT_SECRET];
      const handler = (request, response) => response.json(request.auth.claims);
      ${block}
      app.get('/health', (_request, response) => response.send('ok'));
      app.listen(3000, '127.0.0.1');`);
  });

  it('browser-app.md has a good configuration, and installs all that its program needs', async (context) => {
    const [check = '', install = ''] = readCommands('docs/guides/browser-app.md');
    const blocks = readBlocks('docs/guides/browser-app.md').map(({ code }) => code);
    const config = blocks.find((code) => code.includes('defineBffConfig')) ?? '';
    // Beside the reader's own file, should there be one.
    const name = `shop-${process.pid}.config.ts`;
    writeFileSync(join(repository, name), config.replace("'public'", "'examples/demo/web/public'"));
    context.after(() => rmSync(join(repository, name)));
    const [firstLine = ''] = check.replaceAll('shop.config.ts', name).split('\n');
    assert.match(await type(firstLine, repository), / is a good configuration\.\n$/);

    await type(install, folder);
    const program = blocks.find((code) => code.includes('mountBff')) ?? '';
    const CLIENT_SECRET = readClientSecret(started.dataDirectory, 'demo-web');
    const SEALING_KEY = recordSecret(randomBytes(32).toString('base64'));
    const command = `'${process.execPath}' server.mts`;
    await withProgram('server.mts', program, command, '/', { CLIENT_SECRET, SEALING_KEY }, async (url) => {
      assert.match(await (await fetch(url)).text(), /Sign in/);
      assert.deepEqual(await (await fetch(`${url}/auth/session`)).json(), { signed_in: false });
    });
    // The README says the same in fewer lines.
    const lines = (readBlocks('README.md').find(({ code }) => code.includes('mountBff'))?.code ?? '').match(/^.+?;/gm);
    assert.equal(lines?.length, 2);
    for (const line of lines ?? []) assert.ok(program.includes(line), line);
  });

  function lookAtApi(program: string): Promise<void> {
    return withProgram('api.mts', program, runProgram, '/health', {}, async (url) => {
      assert.equal(await (await fetch(`${url}/health`)).text(), 'ok');
      assert.equal((await fetch(`${url}/orders`)).status, 401);
    });
  }

  /** Save a program, with the names of the demo, run it until it has been looked at, and see that it printed nothing. */
  async function withProgram(
    file: string,
    program: string,
    command: string,
    firstPath: string,
    variables: Readonly<Record<string, string>>,
    look: (url: string) => Promise<void>,
  ): Promise<void> {
    const port = await findFreePort();
    writeFileSync(join(folder, file), takeNames(program).replace('3000', String(port)));
    const url = `http://localhost:${port}`;
    const running = await startProcess({
      name: 'guide',
      command: 'bash',
      args: ['-ec', `cd '${folder}'\n${command}`],
      env: { ...environment, ...variables },
      isReady: () =>
        fetch(`${url}${firstPath}`).then(
          ({ ok }) => ok,
          () => false,
        ),
      leadsGroup: true,
    });
    try {
      await look(url);
      assert.equal(running.output(), '', 'the pages say that it prints nothing');
    } finally {
      await running.kill();
    }
  }

  /** Blocks of commands of a page, with the folders of this run. */
  function readCommands(page: string): readonly string[] {
    return readBlocks(page)
      .filter(({ language }) => language === 'sh')
      .map(({ code }) =>
        code
          .replaceAll('../my-api', folder)
          .replaceAll('../latchkey/data', started.dataDirectory)
          .replaceAll('../latchkey', repository),
      );
  }

  /** What the first page says to put in place of the names of the guides, on the ports of this run. */
  function takeNames(program: string): string {
    const names = [...readPage(firstPage).matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)];
    assert.equal(names.length, 3);
    return names
      .reduce((text, [, theirs = '', here = '']) => text.replaceAll(theirs, here), program)
      .replaceAll('http://localhost:4000', `http://localhost:${started.authorityPort}`);
  }
});

/** The programs of a guide: its blocks one after the other; an import begins a new one. */
function readPrograms(page: string): readonly string[] {
  const programs: string[] = [];
  for (const { language, code } of readBlocks(page)) {
    if (language === 'ts') programs.push(code.startsWith('import ') ? code : `${programs.pop() ?? ''}\n${code}`);
  }
  return programs;
}

/** @returns What the commands printed. @throws Error with it when one of them fails. */
async function type(commands: string, cwd: string): Promise<string> {
  return (await run('bash', ['-ec', commands], { cwd, env: environment })).stdout;
}
