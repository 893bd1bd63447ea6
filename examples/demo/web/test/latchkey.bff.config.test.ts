/** The demo's configuration, as the browser proxy reads it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { listenOnLoopback } from '@latchkey/testing/listen';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { repository } from '@latchkey/testing/server-process';

describe("the demo's configuration of the browser proxy", () => {
  it('names the variable that moves the page when its port is in use', { timeout: 120_000 }, async (context) => {
    const taken = createServer();
    const port = await listenOnLoopback(taken);
    context.after(() => taken.close());
    const dataDirectory = createDataDirectory('demo-port');
    const secrets = join(dataDirectory, 'secrets', 'clients');
    mkdirSync(secrets, { recursive: true });
    writeFileSync(join(secrets, 'demo-web'), recordSecret('secret-of-the-demo-whose-port-is-in-use'));
    const args = ['apps/bff/src/main.ts', '--config', 'examples/demo/web/latchkey.bff.config.ts'];
    const child = spawn(process.execPath, ['--conditions=@latchkey/source', ...args], {
      cwd: repository,
      env: { LATCHKEY_DATA_DIRECTORY: dataDirectory, DEMO_WEB_ORIGIN: `http://localhost:${port}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit');
    assert.match(await text(child.stderr), /in use already\. .* set the port in DEMO_WEB_ORIGIN .* to a free port\./);
    assert.deepEqual(await ended, [75, null]);
  });
});
