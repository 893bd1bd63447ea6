import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { listenOnLoopback } from '../src/listen.ts';
import { findFreePort } from '../src/server-process.ts';

describe('findFreePort', () => {
  it('gives a port to listen on that no system gives to whoever asks for any', async () => {
    const port = await findFreePort();
    assert.ok(port < 32_768, `${port} is among those that Linux hands out`);
    const server = createServer();
    assert.equal(await listenOnLoopback(server, port), port);
    server.close();
    await once(server, 'close');
  });
});
