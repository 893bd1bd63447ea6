import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VerifiedToken } from '../../src/decision.ts';
import { GuardError } from '../../src/guard-error.ts';
import { makeBodyClosable } from '../../src/streams/closable-body.ts';
import { createEventStream } from '../adapters/event-stream.ts';
import { createKnownRevocations } from '../kit/known-revocations.ts';

const token = { claims: { sid: 'session-1', jti: 'a', sub: 'person-1' } } as unknown as VerifiedToken;
const get = { method: 'GET' };

function createStream(type: string): Response {
  return new Response(createEventStream(), { status: 206, headers: { 'content-type': type, 'x-more': '1' } });
}

describe('a body that breaks off', () => {
  it('does when the token was revoked while the handler was at work', async () => {
    const revocations = createKnownRevocations();
    revocations.revoke('session-1');
    const response = makeBodyClosable(get, createStream('text/event-stream'), token, {
      ...revocations,
      followsRevocations: true,
    });
    await assert.rejects(response.text(), (error) => error instanceof GuardError && error.code === 'revoked');
  });

  it('keeps status and headers, passes what is sent, and ends its watch when the reader goes', async () => {
    const revocations = createKnownRevocations();
    const guard = { ...revocations, followsRevocations: true };
    const response = makeBodyClosable(get, createStream('Text/Event-Stream; charset=utf-8'), token, guard);
    assert.deepEqual([response.status, response.headers.get('x-more')], [206, '1']);
    const reader = response.body?.getReader() ?? assert.fail();
    assert.equal(Buffer.from((await reader.read()).value ?? []).toString(), 'data: first\n\n');
    assert.equal(revocations.watching(), 1);
    await reader.cancel();
    while (revocations.watching() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('is not kept for HEAD, which nobody reads', async () => {
    const revocations = createKnownRevocations();
    const { promise: isCancelled, resolve: cancel } = Promise.withResolvers<void>();
    const stream = new Response(new ReadableStream({ cancel: () => cancel() }), {
      headers: { 'content-type': 'text/event-stream' },
    });
    const response = makeBodyClosable({ method: 'HEAD' }, stream, token, { ...revocations, followsRevocations: true });
    assert.equal(response.body, null);
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    assert.equal(revocations.watching(), 0);
    await isCancelled;
  });

  it('is not made of one that somebody else reads, which would never end', () => {
    const stream = createStream('text/event-stream');
    stream.body?.getReader();
    const guard = { ...createKnownRevocations(), followsRevocations: true };
    assert.equal(makeBodyClosable(get, stream, token, guard), stream);
  });

  it('is given to streams alone, and to nobody where there is no feed', () => {
    const revocations = createKnownRevocations();
    for (const [type, followsRevocations] of [
      ['application/json', true],
      ['text/event-streaming', true],
      ['text/event-stream', false],
    ] as const) {
      const response = createStream(type);
      assert.equal(makeBodyClosable(get, response, token, { ...revocations, followsRevocations }), response, type);
    }
  });
});
