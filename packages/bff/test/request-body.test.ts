import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isMediaType, maxBodyBytes, readBodyText } from '../src/request-body.ts';

function post(
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null,
  contentType = 'application/json',
): Request {
  return new Request('https://app.example/', {
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
}

describe('a request body', () => {
  it('is read up to 16 KiB', async () => {
    assert.deepEqual(await readBodyText(post('ä'.repeat(maxBodyBytes / 2))), {
      ok: true,
      text: 'ä'.repeat(maxBodyBytes / 2),
    });
    assert.deepEqual(await readBodyText(post(null)), { ok: true, text: '' });
  });

  it('that is longer is refused without reading it all, whatever length it claims', async () => {
    let pulls = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls += 1;
        controller.enqueue(new Uint8Array(4096).fill(97));
      },
    });
    assert.deepEqual(await readBodyText(post(endless)), { ok: false, problem: { code: 'too_large' } });
    assert.ok(pulls < 10, `${pulls} pulls`);
  });

  it('that is no UTF-8 or breaks off is refused', async () => {
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('gone')) });
    for (const body of [Uint8Array.of(0xff), Uint8Array.of(0xc3), broken]) {
      const read = await readBodyText(post(body));
      assert.equal(!read.ok && read.problem.code, 'bad_request');
    }
  });

  it('that never ends is refused after half a minute, however often a little comes', { timeout: 60_000 }, async ({
    mock,
  }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let isCancelled = false;
    let send = (_text: string): void => {};
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (text) => controller.enqueue(Buffer.from(text));
      },
      cancel: () => void (isCancelled = true),
    });
    const reading = readBodyText(post(slow));
    for (let seconds = 0; seconds < 30; seconds += 1) {
      assert.equal(isCancelled, false);
      send('x');
      mock.timers.tick(1000);
    }
    const detail = 'The body took too long to arrive.';
    assert.deepEqual(await reading, { ok: false, problem: { code: 'bad_request', detail } });
    assert.equal(isCancelled, true);
  });

  it('has the type it says, in UTF-8', () => {
    const isJson = (type: string) => isMediaType(post('', type), 'application/json');
    assert.ok(isJson('application/json'));
    assert.ok(isJson('Application/JSON; charset="utf-8"'));
    assert.ok(!isJson('application/json; charset=utf-7'));
    assert.ok(!isJson('text/plain; application/json'));
    assert.ok(!isJson('application/jsonx'));
  });
});
