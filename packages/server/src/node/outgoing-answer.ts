import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from '../http/message.ts';

/**
 * Write an answer. When the caller has gone nothing is written, and a stream is cancelled.
 *
 * @throws TypeError when a field holds a character that none may hold. Then nothing was written.
 */
export function writeAnswer(outgoing: ServerResponse, { status, headers, setCookies, body }: HttpAnswer): void {
  const reader = body instanceof ReadableStream ? body.getReader() : undefined;
  if (outgoing.destroyed) {
    if (reader !== undefined) void cancel(reader);
    return;
  }
  const fields: string[] = [];
  for (const name in headers) fields.push(name, headers[name as keyof typeof headers] ?? '');
  for (const cookie of setCookies) fields.push('set-cookie', cookie);
  if (typeof body === 'string') {
    const bytes = Buffer.byteLength(body);
    fields.push('content-length', String(bytes));
    outgoing.writeHead(status, fields);
    // Characters of one byte each are written without being encoded first.
    outgoing.end(body, bytes === body.length ? 'latin1' : 'utf8');
    return;
  }
  // Else Node would say chunked, and send a chunk of nothing.
  if (reader === undefined && mayHaveBody(outgoing, status)) fields.push('content-length', '0');
  outgoing.writeHead(status, fields);
  if (reader === undefined) outgoing.end();
  else void writeStream(outgoing, reader);
}

/** RFC 9110 §6.4.1. The length of an answer to HEAD would be that of the body which GET has. */
function mayHaveBody({ req }: ServerResponse, status: number): boolean {
  return req.method !== 'HEAD' && status !== 204 && status !== 304;
}

/** Each chunk as it comes, none before the one before it was taken. */
async function writeStream(outgoing: ServerResponse, reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const gone = new AbortController();
  outgoing.on('close', () => {
    gone.abort();
    void cancel(reader);
  });
  // Also while the peer takes nothing: whoever made the stream may break it for that very reason.
  reader.closed.catch(() => outgoing.destroy());
  outgoing.flushHeaders();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!outgoing.write(value)) await once(outgoing, 'drain', { signal: gone.signal });
    }
    outgoing.end();
  } catch {
    // The stream broke, or the reader is gone: an answer that is not whole must not look as if it were.
    outgoing.destroy();
  }
}

async function cancel(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  // It may have ended already, or be broken.
  await reader.cancel().catch(() => undefined);
}
