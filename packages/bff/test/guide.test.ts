/** What docs/guides/browser-app.md says, done as a reader would. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ClientInput } from '@latchkey/server/config';
import { type RunningAuthority, startAuthority } from '@latchkey/testing/authority-process';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { repository, startProcess } from '@latchkey/testing/running-process';
import { findFreePort } from '@latchkey/testing/server-process';

const guide = readFileSync(join(repository, 'docs/guides/browser-app.md'), 'utf8');
const [configFile = '', program = '', client = ''] = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(
  ([, code]) => code,
);
const script = /^```js\n(.*?)^```$/ms.exec(guide)?.[1] ?? '';
const clientSecret = recordSecret('client-secret-of-the-guide-Zk3T8vQ1');
const sealingKey = recordSecret(randomBytes(32).toString('base64'));

describe('the guide to the browser proxy', { timeout: 480_000 }, () => {
  let authority: RunningAuthority;

  before(async () => {
    // The client as the guide registers it.
    const module = (await import(`data:text/javascript,${encodeURIComponent(`${client}\nexport default shop;`)}`)) as {
      readonly default: Omit<ClientInput, 'name'>;
    };
    authority = await startAuthority({
      config: {
        apis: [
          {
            audience: 'https://api.example.com',
            scopes: { 'orders:read': 'See your orders', 'orders:write': 'Place orders' },
          },
        ],
        clients: [module.default],
      },
      env: { CLIENT_SECRET: clientSecret },
    });
  });
  after(() => authority.stop());

  function adapt(code: string, port: number): string {
    return code
      .replaceAll('https://id.example.com', authority.issuer)
      .replaceAll('3000', String(port))
      .replaceAll("'data/bff-sessions.db'", JSON.stringify(join(createDataDirectory('bff-guide'), 'bff-sessions.db')))
      .replaceAll("directory: 'public'", "directory: 'examples/demo/web/public'");
  }

  /** Run a program until it has been looked at. */
  async function withServer(
    args: readonly string[],
    port: number,
    look: (url: string) => Promise<void>,
  ): Promise<void> {
    const url = `http://127.0.0.1:${port}`;
    const running = await startProcess({
      name: 'bff guide',
      command: process.execPath,
      args: ['--conditions=@latchkey/source', ...args],
      env: { PATH: process.env['PATH'], CLIENT_SECRET: clientSecret, SEALING_KEY: sealingKey },
      isReady: () =>
        fetch(`${url}/auth/session`).then(
          ({ ok }) => ok,
          () => false,
        ),
    });
    try {
      await look(url);
    } finally {
      await running.kill();
    }
  }

  async function lookAtProxy(url: string): Promise<void> {
    assert.deepEqual(await (await fetch(`${url}/auth/session`)).json(), { signed_in: false });
    assert.equal((await fetch(`${url}/api/orders`)).status, 401);
    const login = await fetch(`${url}/auth/login`, { redirect: 'manual' });
    // The authority takes the request: client, redirect URI and scopes fit what the guide registers.
    const answer = await fetch(login.headers.get('location') ?? '', { redirect: 'manual' });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('location') ?? '', /^\/sign-in\?interaction=/);
  }

  /** Where the packages it imports are found. */
  async function withFile(code: string, use: (file: string) => Promise<void>): Promise<void> {
    const file = join(repository, `guide-${process.pid}.config.ts`);
    writeFileSync(file, code);
    try {
      await use(file);
    } finally {
      rmSync(file);
    }
  }

  it('B3 has a configuration that the command line takes', async () => {
    const port = await findFreePort();
    const dataDirectory = JSON.stringify(createDataDirectory('bff-guide'));
    const code = adapt(configFile, port).replace('listen:', `dataDirectory: ${dataDirectory},\n  listen:`);
    await withFile(code, (file) =>
      withServer([join(repository, 'apps/bff/src/main.ts'), '--config', file], port, async (url) => {
        await lookAtProxy(url);
        assert.match(await (await fetch(`${url}/`)).text(), /<!doctype html>/i);
      }),
    );
  });

  it('B3 has a program that mounts it in Express', async () => {
    const port = await findFreePort();
    await withFile(adapt(program, port), (file) =>
      withServer([file], port, async (url) => {
        await lookAtProxy(url);
        assert.match(await (await fetch(`${url}/`)).text(), /Sign in/);
      }),
    );
  });

  it('has a script that can be read', () => {
    const file = join(createDataDirectory('bff-guide'), 'page.mjs');
    writeFileSync(file, script);
    execFileSync(process.execPath, ['--check', file]);
    assert.match(script, /x-xsrf-token/);
  });
});
