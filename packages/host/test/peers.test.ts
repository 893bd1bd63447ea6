import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { createPeerJudge } from '../src/peers.ts';

function createSocket(remoteAddress: string | undefined): Socket {
  return Object.defineProperty(new Socket(), 'remoteAddress', { get: () => remoteAddress, configurable: true });
}

describe('createPeerJudge', () => {
  const plain = createPeerJudge({ trustedProxies: ['192.0.2.0/24'], isPlainHttp: true });

  it('H1 allows this machine and trusted proxies on plain HTTP, however their addresses are spelled', () => {
    for (const [remoteAddress, address, isAllowed] of [
      ['127.0.0.1', '127.0.0.1', true],
      ['::ffff:127.0.0.1', '127.0.0.1', true],
      ['::1', '::1', true],
      ['::ffff:192.0.2.7', '192.0.2.7', true],
      ['198.51.100.1', '198.51.100.1', false],
      ['2001:db8:0:0::1', '2001:db8::1', false],
    ] as const) {
      assert.deepEqual(plain(createSocket(remoteAddress)), { address, isAllowed });
    }
  });

  it('H1 allows nobody it does not know on plain HTTP, and everybody over TLS', () => {
    assert.deepEqual(plain(createSocket(undefined)), { address: '', isAllowed: false });
    const overTls = createPeerJudge({ trustedProxies: [], isPlainHttp: false });
    assert.equal(overTls(createSocket('198.51.100.1')).isAllowed, true);
  });

  it('judges a connection once: what is known of it stays known when it is gone', () => {
    const socket = createSocket('127.0.0.1');
    const first = plain(socket);
    Object.defineProperty(socket, 'remoteAddress', { value: undefined });
    assert.equal(plain(socket), first);
  });
});
