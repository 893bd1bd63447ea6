import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { describe, it } from 'node:test';
import type { VerifiedToken } from '../../src/decision.ts';
import { createOpenResponses } from '../../src/streams/open-responses.ts';
import { createKnownRevocations } from '../kit/known-revocations.ts';

function createToken(sid: string): VerifiedToken {
  return { claims: { sid, jti: sid, sub: 'person-1' } } as unknown as VerifiedToken;
}

describe('watching responses that stay open', () => {
  it('watches each of several pipelined on one connection', { timeout: 60_000 }, async () => {
    const revocations = createKnownRevocations();
    const open = createOpenResponses({ ...revocations, followsRevocations: true });
    const responses: ServerResponse[] = [];
    const server = createServer((request, response) => {
      responses.push(response);
      open.track(response, createToken(request.url ?? ''));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => {});
    client.write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n');
    while (revocations.watching() < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const closed = new Promise((resolve) => client.once('close', resolve));
    revocations.revoke('/1');
    await closed;
    assert.equal(responses[0]?.destroyed, true);
    server.close();
  });

  it('watches each stream of an HTTP/2 connection, and forgets those that are done', { timeout: 60_000 }, async () => {
    const revocations = createKnownRevocations();
    const open = createOpenResponses({ ...revocations, followsRevocations: true });
    const tracked: string[] = [];
    const server = createHttp2Server((request, response) => {
      tracked.push(request.url);
      open.track(response as unknown as ServerResponse, createToken(request.url));
      if (request.url === '/done') response.end('done');
      else response.write('data: first\n\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const [done, one, two] = ['/done', '/1', '/2'].map((path) => client.request({ ':path': path }).resume());
    const oneClosed = new Promise((resolve) => one?.once('close', resolve).on('error', () => {}));
    await new Promise((resolve) => done?.once('close', resolve));
    while (tracked.length < 3 || revocations.watching() !== 2) await new Promise((resolve) => setTimeout(resolve, 10));
    revocations.revoke('/1');
    await oneClosed;
    assert.equal(two?.closed, false);
    two?.close();
    while (revocations.watching() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    client.close();
    server.close();
  });

  it('lets go of a caller who had gone before his token was judged', { timeout: 60_000 }, async (test) => {
    const begun = test.mock.method(globalThis, 'setInterval').mock;
    const ended = test.mock.method(globalThis, 'clearInterval').mock;
    const revocations = createKnownRevocations();
    const open = createOpenResponses({ ...revocations, followsRevocations: true });
    const server = createServer((request, response) => {
      request.socket.once('close', () => open.track(response, createToken('session-1')));
      client.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    // The sweeps end when there is nothing left to look at.
    while (ended.callCount() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(begun.callCount(), 1);
    assert.equal(revocations.watching(), 0);
    server.close();
  });

  it('watches no stream of HTTP/2 whose connection was cut before', { timeout: 60_000 }, async () => {
    const revocations = createKnownRevocations();
    const open = createOpenResponses({ ...revocations, followsRevocations: true });
    const isCut = Promise.withResolvers<void>();
    const server = createHttp2Server((request, response) => {
      const track = (): void => open.track(response as unknown as ServerResponse, createToken(request.url));
      response.write('data: first\n\n');
      if (request.url === '/open') return track();
      response.once('close', () => {
        track();
        isCut.resolve();
      });
      request.stream.session?.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cut = connectHttp2(url).on('error', () => {});
    cut.request({ ':path': '/cut' }).on('error', () => {});
    await isCut.promise;
    const client = connectHttp2(url);
    const stream = client.request({ ':path': '/open' }).resume();
    while (revocations.watching() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(revocations.watching(), 1);
    stream.close();
    client.close();
    server.close();
  });

  it('watches where a request comes from no server, as on platforms that call a handler', {
    timeout: 60_000,
  }, async () => {
    for (const socket of [undefined, { remoteAddress: '192.0.2.1' }]) {
      const revocations = createKnownRevocations();
      const open = createOpenResponses({ ...revocations, followsRevocations: true });
      const response = new ServerResponse({ method: 'GET', socket } as unknown as IncomingMessage);
      open.track(response, createToken('session-1'));
      revocations.revoke('session-1');
      while (!response.destroyed) await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });

  it('does nothing at all where there is no feed', () => {
    const open = createOpenResponses({ ...createKnownRevocations(), followsRevocations: false });
    open.track({} as ServerResponse, createToken('session-1'));
  });
});
