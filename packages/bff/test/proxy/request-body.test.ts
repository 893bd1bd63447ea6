import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BodyLengthError, keptBodyBytes, type RequestBody, takeRequestBody } from '../../src/proxy/request-body.ts';

function take(
  body: string | ReadableStream<Uint8Array> | null,
  headers: Record<string, string> = {},
): Promise<RequestBody> {
  return takeRequestBody({ body: new Response(body).body, headers: new Headers(headers) });
}

async function read(body: RequestBody): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body.readAll()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** A body whose pieces the test sends. */
function createSource() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(created) {
      controller = created;
    },
  });
  return {
    stream,
    send: (piece: string) => controller?.enqueue(Buffer.from(piece)),
    end: () => controller?.close(),
    fail: () => controller?.error(new Error('the browser left')),
  };
}

describe("a request's body", () => {
  it('is none, and repeatable, when there is no stream or an unframed one without a piece', async () => {
    for (const body of [await take(null), await take('')]) {
      assert.deepEqual([body.length, body.isRepeatable, await read(body), await read(body)], [0, true, '', '']);
    }
  });

  it('has the declared length, or none to rely on', async () => {
    const long = 'x'.repeat(keptBodyBytes + 1);
    const cases = [
      ['hello', { 'content-length': '5' }, 5, true],
      ['x'.repeat(keptBodyBytes), { 'content-length': String(keptBodyBytes) }, keptBodyBytes, true],
      [long, { 'content-length': String(long.length) }, long.length, false],
      ['hello', {}, undefined, false],
      ['hello', { 'transfer-encoding': 'chunked' }, undefined, false],
      ['hello', { 'transfer-encoding': 'chunked', 'content-length': '3' }, undefined, false],
      ['hello', { 'content-length': '5, 5' }, undefined, false],
      ['hello', { 'content-length': '+5' }, undefined, false],
      ['hello', { 'content-length': '0x5' }, undefined, false],
    ] as const;
    for (const [text, headers, length, isRepeatable] of cases) {
      const body = await take(text, headers);
      assert.deepEqual([body.length, body.isRepeatable], [length, isRepeatable], JSON.stringify(headers));
      assert.equal(await read(body), text);
    }
  });

  it('can be read again from the start, also while the first reader still waits', async () => {
    const source = createSource();
    const body = await take(source.stream, { 'content-length': '9' });
    const first = body.readAll();
    source.send('one');
    assert.equal(String((await first.next()).value), 'one');
    const waiting = first.next();
    const second = read(body);
    source.send('two');
    source.send('six');
    source.end();
    assert.equal(await second, 'onetwosix');
    assert.equal(String((await waiting).value), 'two');
    assert.equal(await read(body), 'onetwosix');
  });

  it('fails when it is not of its length, in every way of reading', async () => {
    for (const [text, length] of [
      ['hello', 4],
      ['hello', 6],
      ['x'.repeat(100_000), 99_999],
      ['x'.repeat(100_000), 100_001],
    ] as const) {
      const body = await take(text, { 'content-length': String(length) });
      await assert.rejects(read(body), BodyLengthError);
    }
  });

  it('fails as the connection of the browser does, for everyone who reads', async () => {
    for (const headers of [{ 'content-length': '9' }, { 'transfer-encoding': 'chunked' }] as Record<string, string>[]) {
      const source = createSource();
      const body = await take(source.stream, headers);
      const reading = read(body);
      source.fail();
      await assert.rejects(reading, /the browser left/);
    }
  });

  it('is not taken when nobody reads it, and cancelled with the browser when it is not wanted', async () => {
    let cancelled = false;
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1;
          controller.enqueue(Buffer.alloc(1024));
        },
        cancel() {
          cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const body = await takeRequestBody({ body: stream, headers: new Headers({ 'transfer-encoding': 'chunked' }) });
    const reader = body.readAll();
    await reader.next();
    assert.equal(pulled, 1);
    body.cancel();
    assert.equal(cancelled, true);
  });
});
