import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { streamResponseBody } from '../../src/proxy/response-body.ts';
import { open } from './kit/browser.ts';
import { openPair } from './kit/proxied.ts';
import { waitUntil } from './kit/servers.ts';

const idleTimeoutMs = 100;
const limit = { timeout: 30_000 };

/** An answer that the test writes, with the time in its hand. */
async function openAnswer({ mock }: TestContext, patienceMs: number | undefined) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const api = new PassThrough();
  api.on('error', () => {});
  let [idle, done] = [0, 0];
  const body = streamResponseBody(api as unknown as IncomingMessage, {
    idleTimeoutMs: patienceMs,
    onIdle: () => void (idle += 1),
    onDone: () => void (done += 1),
  });
  // The stream begins to read in a turn of its own.
  await turn();
  return {
    ...{ api, reader: body.getReader(), count: () => ({ idle, done }) },
    async write(piece: string | Uint8Array) {
      api.write(piece);
      await turn();
    },
    async pass(ms: number) {
      mock.timers.tick(ms);
      await turn();
    },
  };
}

describe('the body of an API that is quiet', () => {
  it('fails when nothing came for so long, counted anew with each piece', async (context) => {
    const { api, reader, count, write, pass } = await openAnswer(context, idleTimeoutMs);
    await pass(idleTimeoutMs - 1);
    await write('one');
    assert.equal(Buffer.from((await reader.read()).value ?? []).toString(), 'one');
    await pass(idleTimeoutMs - 1);
    assert.equal(api.destroyed, false);
    await pass(1);
    assert.equal(api.destroyed, true);
    await assert.rejects(reader.read(), /broke off/);
    assert.deepEqual(count(), { idle: 1, done: 1 });
  });

  it('is not given longer by a reader that asks again', async (context) => {
    const { api, reader, pass } = await openAnswer(context, idleTimeoutMs);
    for (let times = 1; times <= 4; times += 1) {
      reader.read().catch(() => {});
      await pass(idleTimeoutMs / 4);
    }
    assert.equal(api.destroyed, true);
  });

  it('has all the time in the world while it is the browser that is waited for', async (context) => {
    const { api, reader, write, pass } = await openAnswer(context, idleTimeoutMs);
    await write(Buffer.alloc(70_000));
    await pass(idleTimeoutMs * 1000);
    assert.equal(api.destroyed, false);
    while (api.isPaused()) await reader.read();
    await pass(idleTimeoutMs);
    assert.equal(api.destroyed, true);
  });

  it('ends in peace when it has ended', async (context) => {
    const { api, reader, count, pass } = await openAnswer(context, idleTimeoutMs);
    api.end('all');
    await turn();
    assert.equal((await reader.read()).done, false);
    assert.equal((await reader.read()).done, true);
    await pass(idleTimeoutMs * 2);
    assert.deepEqual(count(), { idle: 0, done: 1 });
  });

  it('may be quiet for ever where no patience was set', async (context) => {
    const { api, pass } = await openAnswer(context, undefined);
    await pass(86_400_000);
    assert.equal(api.destroyed, false);
    api.destroy();
  });
});

describe('an API that stops in the midst of an answer', () => {
  it('B3 holds no browser for ever: the answer breaks off; an event stream may be quiet', limit, async (context) => {
    const streams: ServerResponse[] = [];
    let closed = false;
    const pair = await openPair(
      (request, response) => {
        if (request.url === '/events') {
          response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).flushHeaders();
          streams.push(response);
        } else {
          response.on('close', () => (closed = true)).write('a part');
        }
      },
      { apiIdleTimeoutMs: idleTimeoutMs },
    );
    context.after(() => pair.close());
    const { port, cookie, logged } = pair.proxied;
    // Opened first, so that its patience would have run out first.
    const events = await open(port, '/api/events', { headers: { cookie } });
    const { response } = await open(port, '/api/stuck', { headers: { cookie } });
    await assert.rejects(text(response), /aborted/);
    await waitUntil(() => closed);
    assert.match(logged.join('\n'), /"api":"\/api","method":"GET","reason":"idle"/);
    streams[0]?.end('data: still here\n\n');
    assert.equal(await text(events.response), 'data: still here\n\n');
  });
});
