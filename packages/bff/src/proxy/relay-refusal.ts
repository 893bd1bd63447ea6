import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BffApi, BffSettings } from '../options.ts';
import { createPatience } from './patience.ts';
import { endGently, formatHead } from './raw-answer.ts';
import { createResponseHeaders } from './response-headers.ts';

/**
 * Hand on what an API answered instead of switching protocols, its headers judged like any answer's. The end of the
 * connection tells where the body ends.
 *
 * @param asked.requestUrl - what the API was asked.
 * @returns The status.
 * @throws TypeError for a header that HTTP does not allow; nothing has been written then.
 */
export function relayRefusal(
  socket: Duplex,
  incoming: IncomingMessage,
  asked: {
    readonly api: BffApi;
    readonly requestUrl: URL;
    readonly settings: Pick<BffSettings, 'isHttps' | 'apiIdleTimeoutMs'>;
  },
): number {
  const { statusCode: status = 502, rawHeaders } = incoming;
  const headers = createResponseHeaders({ status, rawHeaders }, asked.api, asked.requestUrl, asked.settings);
  headers.set('connection', 'close');
  socket.write(formatHead(status, headers), 'latin1');
  const patience = createPatience(asked.settings.apiIdleTimeoutMs, () => incoming.destroy());
  patience.start();
  incoming.on('data', () => patience.start());
  incoming.on('close', () => {
    patience.end();
    if (incoming.readableEnded) endGently(socket);
    else socket.destroy();
  });
  incoming.pipe(socket, { end: false });
  socket.on('close', () => incoming.destroy());
  return status;
}
