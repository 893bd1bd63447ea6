/** The server of an application on a real socket: what reaches the proxy and the files, and who may stay connected. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { listenOnLoopback } from '@latchkey/testing/listen';
import { pollFor } from '@latchkey/testing/poll';
import { createDataDirectory } from '@latchkey/testing/run';
import { createAppFiles } from '../src/app-files.ts';
import { type AppServerParts, createAppServer } from '../src/app-server.ts';

const folder = createDataDirectory('bff-app-server');
const directory = join(folder, 'public');
mkdirSync(directory);
writeFileSync(join(directory, 'index.html'), 'index');
/** More than the buffers of both ends take. */
const largeBytes = 64 * 1024 * 1024;
writeFileSync(join(directory, 'large.bin'), '');
truncateSync(join(directory, 'large.bin'), largeBytes);

const head = 'HTTP/1.1\r\nHost: localhost\r\n';

async function serve(context: TestContext, parts: Pick<AppServerParts, 'stallTimeoutMs'> = {}) {
  const upgrades: string[] = [];
  const bff: AppServerParts['bff'] = {
    claims: (path) => path.startsWith('/auth'),
    fetch: async () => new Response('the proxy'),
    refuse: () => new Response(null, { status: 400 }),
    async upgrade({ url }, socket) {
      upgrades.push(url ?? '');
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    },
  };
  const files = createAppFiles({ directory, fallback: undefined, contentSecurityPolicy: '' }, { isHttps: false });
  const lines: Readonly<Record<string, unknown>>[] = [];
  const write = (fields: Readonly<Record<string, unknown>>) => void lines.push(fields);
  const log = { info: write, warn: write };
  const server = createAppServer({ bff, files, log, trustedProxies: ['192.0.2.0/24'], ...parts });
  const port = await listenOnLoopback(server);
  const sockets: Socket[] = [];
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    ...{ server, upgrades, lines },
    /** Say something; what comes back is not read before somebody does. */
    async say(bytes: string): Promise<Socket> {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      sockets.push(socket);
      await once(socket, 'connect');
      socket.write(bytes);
      return socket;
    },
    async countConnections(): Promise<number> {
      return await new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      });
    },
  };
}

describe('the server of an application', { timeout: 240_000 }, () => {
  it('answers who offers another protocol in the one that is spoken, and hands WebSockets to the proxy', async (context) => {
    const { say, upgrades } = await serve(context);
    for (const [path, expected] of [
      ['/', /^HTTP\/1\.1 200 [^]*index$/],
      ['/auth/session', /^HTTP\/1\.1 200 [^]*the proxy/],
    ] as const) {
      const offer = 'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n';
      assert.match(await text(await say(`GET ${path} ${head}${offer}`)), expected);
    }
    assert.deepEqual(upgrades, []);
    for (const path of ['/auth/socket', '/elsewhere']) {
      await text(await say(`GET ${path} ${head}Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n`));
    }
    assert.deepEqual(upgrades, ['/auth/socket', '/elsewhere']);
  });

  it('H1 answers plain HTTP of this machine and of trusted proxies, and nobody else', async (context) => {
    const { server, say, upgrades, lines } = await serve(context);
    let peer = '';
    server.prependListener('connection', (socket) => Object.defineProperty(socket, 'remoteAddress', { value: peer }));
    const webSocket = 'Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n';
    const askAs = async (address: string): Promise<readonly string[]> => {
      peer = address;
      const asked = [`GET / ${head}Connection: close\r\n\r\n`, `GET /auth ${head}Connection: close\r\n\r\n`];
      const answers = [...asked, `GET /socket ${head}${webSocket}`].map(async (bytes) => text(await say(bytes)));
      return (await Promise.all(answers)).map((answer) => answer.slice(9, 12));
    };
    assert.deepEqual(await askAs('::ffff:127.0.0.1'), ['200', '200', '400']);
    assert.deepEqual(await askAs('192.0.2.7'), ['200', '200', '400']);
    assert.equal(upgrades.length, 2);
    assert.deepEqual(await askAs('198.51.100.7'), ['403', '403', '403']);
    assert.equal(upgrades.length, 2);
    assert.equal(lines.filter(({ address }) => address === '198.51.100.7').length, 3);
  });

  it('O1 leaves a line for each request of a file too, without the letters that the caller chose', async (context) => {
    const { say, lines } = await serve(context);
    for (const request of ['GET /', 'HEAD /a-secret?a-secret', 'PROPFIND /']) {
      await text(await say(`${request} ${head}Connection: close\r\n\r\n`));
    }
    const hurried = await say(`GET /large.bin ${head}\r\n`);
    await once(hurried, 'data');
    hurried.destroy();
    await pollFor('the last line', () => lines.length === 4);
    assert.deepEqual(
      lines.map(({ durationMs, ...fields }) => [typeof durationMs, ...Object.values(fields)]),
      [
        ['number', 'GET', 'files', 200],
        ['number', 'HEAD', 'files', 404],
        ['number', 'other', 'files', 405],
        ['number', 'GET', 'files', 200, 'broken_off'],
      ],
    );
  });

  it('leaves large uploads the time that slow lines take, and headers little of it', async (context) => {
    const { server } = await serve(context);
    assert.equal(server.requestTimeout, 3_600_000);
    assert.ok(server.headersTimeout > 0 && server.headersTimeout <= 60_000);
  });

  it('lets go of who asks for a file and takes nothing of it', async (context) => {
    const { say, countConnections } = await serve(context, { stallTimeoutMs: 300 });
    await say(`GET /large.bin ${head}\r\n`);
    await pollFor('the connection to be closed', async () => (await countConnections()) === 0);
  });

  it('sends a file whole to who reads it', async (context) => {
    const { say } = await serve(context);
    const reader = await say(`GET /large.bin ${head}Connection: close\r\n\r\n`);
    let received = 0;
    for await (const piece of reader as AsyncIterable<Uint8Array>) received += piece.byteLength;
    assert.ok(received > largeBytes, String(received));
  });

  it('lets go of who sends many requests ahead of their answers', async (context) => {
    const { say, countConnections } = await serve(context, { stallTimeoutMs: 600_000 });
    await say(`GET /large.bin ${head}\r\n`.repeat(100));
    await pollFor('the connection to be closed', async () => (await countConnections()) === 0);
  });
});
