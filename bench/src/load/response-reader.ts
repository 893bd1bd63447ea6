/** One HTTP/1.1 response. */
export interface LoadResponse {
  readonly status: number;
  /** As sent: of a chunked one the chunks, joined. */
  readonly body: string;
}

/**
 * Read the responses of a connection, one after the other.
 *
 * It knows what well-behaved servers answer to the requests of this benchmark: `Content-Length` or chunks, no trailers, no
 * interim responses. Anything else is an error, never a guess.
 *
 * @returns What to hand the connection's data to; it answers a response when one is complete.
 */
export function createResponseReader(): (data: Buffer) => LoadResponse | undefined {
  let received = '';
  return (data) => {
    // Bytes are characters, so that lengths fit.
    received += data.toString('latin1');
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd === -1) return undefined;
    const head = received.slice(0, headEnd + 2);
    const status = Number(head.slice(9, 12));
    const body = readBody(head, received.slice(headEnd + 4));
    if (body === undefined) return undefined;
    received = '';
    return { status, body: Buffer.from(body, 'latin1').toString() };
  };
}

function readBody(head: string, rest: string): string | undefined {
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1];
  if (length !== undefined) {
    if (rest.length > Number(length)) throw new Error('A response is longer than it says.');
    return rest.length === Number(length) ? rest : undefined;
  }
  if (/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) return readChunks(rest);
  throw new Error(`A response does not say how long it is: ${head.split('\r\n')[0]}`);
}

function readChunks(text: string): string | undefined {
  let body = '';
  let at = 0;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (!Number.isInteger(size) || text.length < end) return undefined;
    if (size === 0) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = end;
  }
}
