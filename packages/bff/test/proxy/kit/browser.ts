import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  readonly body?: string | Uint8Array;
}

/** Send a request on a connection of its own, exactly as given, and answer when the headers are back. */
export function open(
  port: number,
  path: string,
  sent: Sent = {},
): Promise<{ request: ClientRequest; response: IncomingMessage }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ request: ClientRequest; response: IncomingMessage }>();
  const { method = 'GET', headers = {} } = sent;
  const request = requestHttp({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers,
    agent: false,
    setDefaultHeaders: true,
  });
  request.on('response', (response) => {
    response.on('error', () => {});
    resolve({ request, response });
  });
  request.on('error', reject).end(sent.body);
  return promise;
}

/** As {@link open}, and read everything. */
export async function send(port: number, path: string, sent: Sent = {}): Promise<Received> {
  const { response } = await open(port, path, sent);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers as Received['headers'],
    body: await text(response),
  };
}

/** Bytes out, and everything that comes back until the other side closes. */
export function sendBytes(port: number, bytes: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let received = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
  socket.setEncoding('latin1').on('data', (piece: string) => {
    received += piece;
  });
  socket.on('close', () => resolve(received)).on('error', reject);
  return promise;
}
