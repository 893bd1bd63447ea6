import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createResponseReader, type LoadResponse } from '../../src/load/response-reader.ts';

/** Hand over a text cut in two at every place in turn; the answer is the same each time. */
function readCut(text: string): LoadResponse | undefined {
  const bytes = Buffer.from(text);
  const results = Array.from(bytes, (_, at) => {
    const read = createResponseReader();
    return read(bytes.subarray(0, at)) ?? read(bytes.subarray(at));
  });
  for (const result of results) assert.deepEqual(result, results[0]);
  return results[0];
}

describe('the reader of responses', () => {
  it('reads a body of known length, however it is cut', () => {
    const response = readCut('HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX: y\r\n\r\n{"é"}');
    assert.deepEqual(response, { status: 200, body: '{"é"}' });
  });

  it('reads chunks, however they are cut', () => {
    const text =
      'HTTP/1.1 401 Unauthorized\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n';
    assert.deepEqual(readCut(text), { status: 401, body: 'abc0123456789' });
  });

  it('reads one response after the other', () => {
    const read = createResponseReader();
    const respond = (body: string): Buffer =>
      Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    assert.deepEqual(read(respond('')), { status: 200, body: '' });
    assert.deepEqual(read(respond('two')), { status: 200, body: 'two' });
  });

  it('refuses to guess', () => {
    const read = createResponseReader();
    assert.throws(() => read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n')), /does not say how long/);
    assert.throws(
      () => createResponseReader()(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab')),
      /longer/,
    );
  });
});
