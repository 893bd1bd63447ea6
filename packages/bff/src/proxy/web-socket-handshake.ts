import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createRequestHeaders } from './request-headers.ts';

/** What a browser says of the WebSocket it wants, besides the key. Passed on: the API chooses among it. */
const offeredHeaders = ['sec-websocket-version', 'sec-websocket-protocol', 'sec-websocket-extensions'] as const;
/** What the API chose. */
const chosenHeaders = ['sec-websocket-accept', 'sec-websocket-protocol', 'sec-websocket-extensions'] as const;

/** Of RFC 6455 §1.3: no server answers with its digest by accident. */
const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** 16 bytes in base64. */
const keyPattern = /^[A-Za-z0-9+/]{22}==$/;

/**
 * Whether a request is a WebSocket handshake as browsers send it: GET, version 13, a key of 16 bytes.
 *
 * @see RFC 6455 §4.2.1
 */
export function isHandshake(method: string, headers: Headers): boolean {
  return (
    method === 'GET' &&
    headers.get('upgrade')?.toLowerCase() === 'websocket' &&
    headers.get('sec-websocket-version') === '13' &&
    keyPattern.test(headers.get('sec-websocket-key') ?? '')
  );
}

/** The handshake an API gets: as any request's headers, and what makes it one. */
export function createHandshakeHeaders(headers: Headers, accessToken: string): Record<string, string> {
  const passed = createRequestHeaders(headers, accessToken);
  for (const name of ['sec-websocket-key', ...offeredHeaders]) {
    const value = headers.get(name);
    if (value !== null) passed[name] = value;
  }
  return { ...passed, connection: 'Upgrade', upgrade: 'websocket' };
}

/**
 * The headers of a 101 for the browser: those of the WebSocket alone. Undefined when the API's 101 does not prove that it
 * read the handshake; bytes of some other protocol are not let through.
 *
 * @see RFC 6455 §4.2.2
 */
export function acceptHandshake(
  { headers }: Pick<IncomingMessage, 'headers'>,
  key: string,
): readonly (readonly [string, string])[] | undefined {
  const accept = createHash('sha1').update(`${key}${handshakeGuid}`).digest('base64');
  if (headers['sec-websocket-accept'] !== accept || headers.upgrade?.toLowerCase() !== 'websocket') return undefined;
  const chosen = chosenHeaders.flatMap((name): (readonly [string, string])[] => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return [['upgrade', 'websocket'], ['connection', 'Upgrade'], ...chosen];
}
