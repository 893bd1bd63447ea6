import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

interface RawAnswer {
  readonly status: string;
  readonly sentence: string;
  readonly headers?: string;
}

/** What Node's parser gives up on → what the peer is told. */
const answers: Readonly<Record<string, RawAnswer>> = {
  // Also TRACK, which is no method to Node (H3).
  HPE_INVALID_METHOD: {
    status: '405 Method Not Allowed',
    sentence: 'This method is not answered here.',
    headers: 'Allow: GET, HEAD, POST, DELETE, OPTIONS\r\n',
  },
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    sentence: 'The headers of this request are too long; cookies of other applications on this host may be the cause.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', sentence: 'The request did not arrive in time.' },
};
/**
 * What the parser says of what it read. Of anything else, a broken connection or a TLS handshake that failed or did not end,
 * nothing can be told: what is written would wait for the handshake for ever.
 */
const httpErrorCode = /^(?:HPE|ERR_HTTP)_/;
const unreadable: RawAnswer = { status: '400 Bad Request', sentence: 'This is not a request HTTP/1.1 allows.' };

/** Answer what never becomes a request: unknown methods, oversize headers, slow senders, broken syntax, CONNECT. */
export function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || !httpErrorCode.test(error.code ?? '')) socket.destroy();
    else endWith(socket, answers[error.code ?? ''] ?? unreadable);
  });
  server.on('connect', (_request, socket) => endWith(socket, answers['HPE_INVALID_METHOD'] ?? unreadable));
}

function endWith(socket: Duplex, { status, sentence, headers = '' }: RawAnswer): void {
  const body = `${sentence}\n`;
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status}\r\n${headers}Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
