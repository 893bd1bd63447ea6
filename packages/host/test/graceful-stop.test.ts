import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { stopGracefully } from '../src/graceful-stop.ts';
import { listenOn, readPort } from '../src/listen.ts';

/** A server that leaves each request to the test. */
async function openServer(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  const address = { host: '127.0.0.1', port: 0, hostSetting: 'host', portSetting: 'port' };
  await listenOn(server, address);
  return { server, port: readPort(server) };
}

/** Ask over a connection that is kept; answers the server's side as soon as the request is there. */
async function ask(server: Server, port: number) {
  const agent = new Agent({ keepAlive: true });
  const request = get({ host: '127.0.0.1', port, agent });
  const answer = once(request, 'response') as Promise<[IncomingMessage]>;
  const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  return { response, answer };
}

describe('stopGracefully', () => {
  it('takes nobody new, lets what is in flight finish, and closes connections that are kept', async () => {
    const { server, port } = await openServer();
    const { response, answer } = await ask(server, port);
    const stopping = stopGracefully(server, 3600);
    const refused = get({ host: '127.0.0.1', port });
    const [error] = (await once(refused, 'error')) as [Error & { code?: string }];
    assert.equal(error.code, 'ECONNREFUSED');
    response.end('whole');
    assert.equal(await text((await answer)[0]), 'whole');
    assert.equal(await stopping, 'finished');
  });

  it('cuts off what is still in flight after the grace, and says so', async () => {
    const { server, port } = await openServer();
    const { answer } = await ask(server, port);
    const broken = assert.rejects(answer, { code: 'ECONNRESET' });
    assert.equal(await stopGracefully(server, 0.05), 'cut_off');
    await broken;
  });
});
