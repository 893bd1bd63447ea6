import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { splitTarget } from '@latchkey/host/request-target';
import type { Bff } from './bff.ts';
import { judgeAsSent, notAHost } from './judge-as-sent.ts';
import type { Problem } from './problems.ts';
import { writeResponse } from './write-response.ts';

/** A listener for `node:http`, `node:https` and everything that calls its handlers as they do. */
export interface NodeListener {
  /**
   * Answer a request. One that is not the proxy's goes to `next`; without `next` it is answered 404.
   *
   * The body must not have been read: mount it ahead of body parsers.
   */
  (incoming: IncomingMessage, outgoing: ServerResponse, next?: (error?: unknown) => void): void;
}

/**
 * Mount the proxy in a Node server. WebSockets come another way: see {@link attachUpgrade}.
 */
export function createNodeListener(bff: Pick<Bff, 'fetch' | 'claims' | 'refuse'>): NodeListener {
  const listener = getRequestListener(
    async (request, { outgoing, incoming }) => {
      const response = await bff.fetch(request, { remoteAddress: incoming.socket.remoteAddress });
      await writeResponse(outgoing as ServerResponse, response);
      return RESPONSE_ALREADY_SENT;
    },
    // Of a server that others run too, no global object is replaced.
    {
      overrideGlobalObjects: false,
      hostname: 'localhost',
      // All that is left to go wrong there, and it does not say with which request.
      errorHandler: async (_error) => bff.refuse(notAHost, { method: '', path: '' }),
    },
  );

  return (incoming, outgoing, next) => {
    const path = readPath(incoming);
    const isOurs = bff.claims(path);
    if (!isOurs && next !== undefined) {
      next();
      return;
    }
    const sent = { method: incoming.method ?? '', path };
    const refusal: Problem | undefined = isOurs ? judgeAsSent(sent, incoming.headers.host) : { code: 'not_found' };
    if (refusal === undefined) {
      void listener(incoming, outgoing);
      return;
    }
    // Nobody reads its body, which may never end.
    outgoing.shouldKeepAlive = false;
    void writeResponse(outgoing, bff.refuse(refusal, sent));
  };
}

/**
 * As sent. Express cuts the path it is mounted at off `url` and keeps the whole; the proxy's paths are whole ones. A target
 * with scheme and host is nobody's path: browsers send such to forward proxies alone.
 */
function readPath(incoming: IncomingMessage): string {
  const { originalUrl } = incoming as { originalUrl?: unknown };
  return splitTarget(typeof originalUrl === 'string' ? originalUrl : (incoming.url ?? '')).path;
}

/**
 * Answer the WebSocket handshakes of a server that are the proxy's. Others are left to the server's other listeners; when
 * there are none the proxy refuses them, because Node would leave them open.
 *
 * @returns how to stop.
 */
export function attachUpgrade(server: Server, bff: Pick<Bff, 'upgrade' | 'claims'>): () => void {
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Uint8Array): void => {
    const isOurs = bff.claims(readPath(request));
    if (isOurs || server.listenerCount('upgrade') === 1) void bff.upgrade(request, socket, head);
  };
  server.on('upgrade', onUpgrade);
  return () => void server.off('upgrade', onUpgrade);
}
