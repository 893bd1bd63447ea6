import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { joinSockets } from '../../src/proxy/join-sockets.ts';
import { listenSocket, waitUntil } from './kit/servers.ts';

const limit = { timeout: 20_000 };

/** Two callers of one server, which joins the sockets that they called on. */
async function openJoined() {
  const accepted: Socket[] = [];
  let done = 0;
  const server = await listenSocket((socket) => {
    accepted.push(socket);
    if (accepted.length === 2) joinSockets(accepted[0]!, accepted[1]!, () => (done += 1));
  });
  const one = connect(server.port, '127.0.0.1');
  await once(one, 'connect');
  await waitUntil(() => accepted.length === 1);
  const other = connect(server.port, '127.0.0.1');
  await once(other, 'connect');
  await waitUntil(() => accepted.length === 2);
  for (const socket of [one, other]) socket.on('error', () => {});
  return { server, one, other, accepted: accepted as [Socket, Socket], done: () => done };
}

describe('two joined sockets', () => {
  it('end one after the other, and nothing that was on its way is lost', limit, async () => {
    const { server, one, other, done } = await openJoined();
    const received = text(other);
    one.write('all of ');
    one.end('it');
    assert.equal(await received, 'all of it');
    await waitUntil(() => done() === 1);
    await server.close();
  });

  for (const [how, destroy] of [
    ['breaks', (socket: Socket) => socket.destroy(new Error('broken'))],
    ['is closed', (socket: Socket) => socket.destroy()],
  ] as const) {
    it(`are both closed when one of them ${how}`, limit, async () => {
      for (const index of [0, 1] as const) {
        const { server, one, other, accepted, done } = await openJoined();
        const closed = [one, other].map((socket) => once(socket.resume(), 'close'));
        destroy(accepted[index]);
        await Promise.all(closed);
        await waitUntil(() => done() === 1);
        await server.close();
      }
    });
  }
});
