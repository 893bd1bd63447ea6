import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formType, jsonType, openDispatcher, postForm, postJson } from './sample-dispatcher.ts';

describe('request bodies', () => {
  const { send } = openDispatcher([postForm('/form'), postJson('/json')], {
    http: {
      maxBodyBytes: 100,
      maxHeaderBytes: 16_384,
      requestTimeoutSeconds: 30,
      headersTimeoutSeconds: 10,
      keepAliveTimeoutSeconds: 65,
      shutdownGraceSeconds: 1,
    },
  });
  const post = (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<Response> => send(path, { method: 'POST', body, headers });

  it('answers 415 for any other content type, character set or content encoding', async () => {
    const bad: readonly Record<string, string>[] = [
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'application/json5' },
      { 'Content-Type': 'application/x-www-form-urlencoded; charset=latin1' },
      { ...jsonType, 'Content-Encoding': 'gzip' },
      { ...formType, 'Content-Encoding': 'gzip' },
    ];
    for (const headers of bad) {
      for (const path of ['/form', '/json']) {
        assert.equal((await post(path, '{}', headers)).status, 415, `${path} ${JSON.stringify(headers)}`);
      }
    }
    // What a cross-site form can send without a preflight must never be taken for JSON.
    assert.equal((await post('/json', '{}', formType)).status, 415);
    assert.equal((await post('/form', 'a=1', jsonType)).status, 415);
  });

  it('takes the content type in any letter case and with its usual parameters', async () => {
    assert.equal((await post('/json', '{}', { 'Content-Type': 'Application/JSON; charset="UTF-8"' })).status, 200);
  });

  it('answers 413 by the declared length, before reading', async () => {
    let pulled = false;
    const body = new ReadableStream(
      {
        pull(controller) {
          // It ends, so that a server which does read it fails the test and not the machine.
          if (pulled) controller.close();
          else controller.enqueue(new Uint8Array(10));
          pulled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const init = { method: 'POST', body, headers: { ...formType, 'Content-Length': '101' }, duplex: 'half' } as const;
    assert.equal((await send('/form', init)).status, 413);
    assert.equal(pulled, false);
  });

  it('answers 413 by counting where no length was declared, and stops reading', async () => {
    let chunks = 0;
    const body = new ReadableStream(
      {
        pull(controller) {
          if (++chunks > 50) controller.close();
          else controller.enqueue(new TextEncoder().encode('a=1&'.repeat(10)));
        },
      },
      { highWaterMark: 0 },
    );
    const init = { method: 'POST', body, headers: formType, duplex: 'half' } as const;
    assert.equal((await send('/form', init)).status, 413);
    assert.ok(chunks <= 4, `${chunks} chunks were read`);
  });

  it('answers 413 where the declared length was a lie', async () => {
    const response = await post('/form', 'a'.repeat(200), { ...formType, 'Content-Length': '5' });
    assert.equal(response.status, 413);
  });

  it('takes a body of exactly the limit', async () => {
    assert.equal((await post('/form', `a=${'b'.repeat(98)}`, formType)).status, 200);
    assert.equal((await post('/form', `a=${'b'.repeat(99)}`, formType)).status, 413);
  });

  it('answers 400 for a form whose escapes are broken or are no UTF-8', async () => {
    for (const body of ['a=%', 'a=%4', 'a=%zz', 'a=%ff', 'a=%C3%28', '%ff=1']) {
      assert.equal((await post('/form', body, formType)).status, 400, body);
    }
    assert.equal((await post('/form', new Uint8Array([0x61, 0x3d, 0xff]), formType)).status, 400);
  });

  it('takes a question mark at the start of a form for what it is', async () => {
    assert.deepEqual(await (await post('/form', '?a=1', formType)).json(), [['?a', '1']]);
  });

  it('V2 answers 400 for JSON that is no object, is broken, or has a member twice', async () => {
    for (const body of ['', '[]', '"a"', 'null', '{', '{"a":1,"a":2}', '{"a":{"b":1,"b":1}}', '{"__proto__":{}}']) {
      assert.equal((await post('/json', body, jsonType)).status, 400, body);
    }
  });

  it('answers 400, as no fault of ours, for a body that breaks off', async () => {
    const { send: sendHere, lines } = openDispatcher([postForm('/form')]);
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
    const init = { method: 'POST', body, headers: formType, duplex: 'half' } as const;
    assert.equal((await sendHere('/form', init)).status, 400);
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['info'],
    );
  });
});
