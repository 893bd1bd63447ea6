import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, get as getOverTls } from 'node:https';
import { connect, type Server as NetServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createSelfSignedCertificate } from '@latchkey/testing/self-signed';
import { prepareGracefulStop, type StopGracefully } from '../src/graceful-stop.ts';
import { listenOn, readPort } from '../src/listen.ts';

interface OpenServer<Kind> {
  readonly server: Kind;
  readonly port: number;
  readonly stop: StopGracefully;
}

/** A server that leaves each request to the test. */
async function open<Kind extends Server & NetServer>(server: Kind): Promise<OpenServer<Kind>> {
  const stop = prepareGracefulStop(server);
  const address = { host: '127.0.0.1', port: 0, hostSetting: 'host', portSetting: 'port' };
  await listenOn(server, address);
  return { server, port: readPort(server), stop };
}

/** Ask over a connection that is kept; answers the server's side as soon as the request is there. */
async function ask(server: Server, port: number) {
  const agent = new Agent({ keepAlive: true });
  const request = get({ host: '127.0.0.1', port, agent });
  const answer = once(request, 'response') as Promise<[IncomingMessage]>;
  const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  return { response, answer };
}

describe('prepareGracefulStop', { timeout: 60_000 }, () => {
  it('takes nobody new, lets what is in flight finish, and closes connections that are kept', async () => {
    const { server, port, stop } = await open(createServer());
    const { response, answer } = await ask(server, port);
    const stopping = stop(3600);
    const refused = get({ host: '127.0.0.1', port });
    const [error] = (await once(refused, 'error')) as [Error & { code?: string }];
    assert.equal(error.code, 'ECONNREFUSED');
    response.end('whole');
    assert.equal(await text((await answer)[0]), 'whole');
    assert.equal(await stopping, 'finished');
  });

  it('cuts off what is still in flight after the grace, and says so', async () => {
    const { server, port, stop } = await open(createServer());
    const { answer } = await ask(server, port);
    const broken = assert.rejects(answer, { code: 'ECONNRESET' });
    assert.equal(await stop(0.05), 'cut_off');
    await broken;
  });

  it('lets an answer be taken to its end, however slowly', async () => {
    const certificate = createSelfSignedCertificate(2);
    for (const [kind, getFrom] of [
      [createServer(), get],
      [createHttpsServer(certificate), getOverTls],
    ] as const) {
      const { server, port, stop } = await open(kind);
      // More than the sockets of both sides hold between them.
      const whole = 'x'.repeat(32 * 1024 * 1024);
      server.on('request', (_request, response: ServerResponse) => response.end(whole));
      const agent = { agent: false, ca: certificate.cert } as const;
      const [answer] = (await once(getFrom({ host: '127.0.0.1', port, ...agent }), 'response')) as [IncomingMessage];
      const stopping = stop(3600);
      // For some looks at what is idle.
      await wait(200);
      assert.equal((await text(answer)).length, whole.length);
      assert.equal(await stopping, 'finished');
    }
  });

  it('cuts off a peer that never shook hands', async () => {
    const { server, port, stop } = await open(createHttpsServer(createSelfSignedCertificate(1)));
    const peer = connect(port, '127.0.0.1');
    const closed = once(peer, 'close');
    await once(server, 'connection');
    assert.equal(await stop(0.05), 'cut_off');
    await closed;
  });

  it('cuts off a connection that Node handed over', async () => {
    const { server, port, stop } = await open(createServer());
    server.on('connect', () => undefined);
    const peer = connect(port, '127.0.0.1', () => peer.write('CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'));
    const closed = once(peer, 'close');
    await once(server, 'connect');
    assert.equal(await stop(0.05), 'cut_off');
    await closed;
  });
});
