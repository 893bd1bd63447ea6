import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createAddressSet, isLoopbackAddress } from '@latchkey/host/client-address';
import type { Authority } from '../authority.ts';
import type { Log } from '../log.ts';

export interface RequestListenerParts {
  readonly authority: Pick<Authority, 'fetch'>;
  readonly log: Log;
  readonly trustedProxies: readonly string[];
  /** Without TLS of its own the server talks to this machine and to trusted proxies only (H1). */
  readonly isPlainHttp: boolean;
}

/** `TRACK` never gets here: Node's parser does not know it (see client-error.ts). */
const echoingMethods: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT']);

/** From Node's request to the authority's `fetch` and back. */
export function createRequestListener({
  authority,
  log,
  trustedProxies,
  isPlainHttp,
}: RequestListenerParts): RequestListener {
  const proxies = createAddressSet(trustedProxies);
  // It also puts light Request and Response classes in the global ones' place, which subclass them: every answer made from
  // here on skips the streams of the standard ones. Measured figures are in docs/decisions/0010-configuration.md.
  const listener = getRequestListener(
    (request, { incoming }) => authority.fetch(request, { remoteAddress: incoming.socket.remoteAddress ?? '' }),
    { hostname: 'localhost', errorHandler: (error) => answerUnreadable(error, log) },
  );
  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // Before a Request exists: the Fetch standard forbids these methods, so no Request could carry them (H3).
    if (echoingMethods.has(incoming.method ?? '')) {
      refuse(outgoing, 405, 'This method is not answered here.', { Allow: 'GET, HEAD, POST, DELETE, OPTIONS' });
      return;
    }
    const peer = incoming.socket.remoteAddress ?? '';
    if (isPlainHttp && !isLoopbackAddress(peer) && !proxies.has(peer)) {
      log.warn({ address: peer }, 'refused plain HTTP from a peer that is no trusted proxy');
      refuse(outgoing, 403, 'Use https: plain HTTP is answered for trusted proxies only.', {});
      return;
    }
    void listener(incoming, outgoing);
  };
}

function refuse(outgoing: ServerResponse, status: number, sentence: string, headers: Record<string, string>): void {
  outgoing.writeHead(status, {
    ...headers,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  });
  outgoing.end(`${sentence}\n`);
}

/** A request target or `Host` that is no URL; the dispatcher never rejects, so nothing else ends here. */
function answerUnreadable(error: unknown, log: Log): Response {
  log.info({ status: 400, cause: error instanceof Error ? error.name : typeof error }, 'refused an unreadable request');
  return new Response('The address of this request cannot be read.\n', {
    status: 400,
    headers: { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' },
  });
}
