import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { type ListenAddress, ListenError, listenOn, readPort } from '../src/listen.ts';

const address: ListenAddress = {
  host: '127.0.0.1',
  port: 0,
  hostSetting: 'SHOP_HOST',
  portSetting: 'SHOP_PORT',
};

describe('listenOn', () => {
  it('takes a free port when it is told 0, and says which', async () => {
    const server = createServer();
    assert.equal(readPort(server), 0);
    await listenOn(server, address);
    assert.ok(readPort(server) > 0);
    server.close();
    await once(server, 'close');
  });

  it('lives on when a connection cannot be taken on', async () => {
    const server = createServer();
    const lost: Error[] = [];
    await listenOn(server, address, (error) => lost.push(error));
    const failure = new Error('accept ENETUNREACH');
    server.emit('error', failure);
    assert.deepEqual(lost, [failure]);
    const port = readPort(server);
    const peer = connect(port, '127.0.0.1');
    await once(peer, 'connect');
    peer.destroy();
    server.close();
    await once(server, 'close');
  });

  it('says what to set when the address is taken or is no address of this machine', async () => {
    const first = createServer();
    await listenOn(first, address);
    const taken = listenOn(createServer(), { ...address, port: readPort(first) });
    await assert.rejects(taken, (error) => {
      assert.ok(error instanceof ListenError);
      assert.equal(error.code, 'address_in_use');
      assert.match(error.message, /in use already.*SHOP_PORT/);
      return true;
    });
    await assert.rejects(listenOn(createServer(), { ...address, host: '203.0.113.7' }), /SHOP_HOST/);
    first.close();
    await once(first, 'close');
  });
});
