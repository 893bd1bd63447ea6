import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Bff } from '@latchkey/bff';
import { attachUpgrade, createNodeListener } from '@latchkey/bff/node';
import type { Log } from '@latchkey/host/log';
import { describeMethod } from '@latchkey/host/logged-method';
import { createPeerJudge } from '@latchkey/host/peers';
import { createPipelineLimit } from '@latchkey/host/pipelining';
import type { Hono } from 'hono';

export interface AppServerParts {
  readonly bff: Pick<Bff, 'fetch' | 'claims' | 'refuse' | 'upgrade'>;
  /** Answers whatever the proxy does not. */
  readonly files: Pick<Hono, 'fetch'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Addresses or CIDR ranges, already validated: besides this machine, those whose plain HTTP is answered (H1). */
  readonly trustedProxies: readonly string[];
  /** See {@link defaultStallTimeoutMs}. */
  readonly stallTimeoutMs?: number | undefined;
}

/** Header limits of a server that faces browsers; the same as the authority's. */
const maxHeaderBytes = 16_384;
/** For a whole request: a large upload over a slow line takes longer than the five minutes that Node gives it. */
const requestTimeoutMs = 3_600_000;
/**
 * Anybody may ask for files. Who takes nothing of one for so long loses the connection, or could keep any number of files
 * and connections open.
 */
const defaultStallTimeoutMs = 60_000;

/**
 * The server of an application: the proxy, and beside it the application's own files. Speaks plain HTTP, so to this machine
 * and to trusted proxies alone, which end TLS. Does not listen yet.
 */
export function createAppServer(parts: AppServerParts): Server {
  const { bff, files, log, stallTimeoutMs = defaultStallTimeoutMs } = parts;
  const judgePeer = createPeerJudge({ trustedProxies: parts.trustedProxies, isPlainHttp: true });
  const mayWait = createPipelineLimit();
  const listener = createNodeListener(bff);
  const listenForFiles = getRequestListener((request) => files.fetch(request), { overrideGlobalObjects: false });
  const options = {
    ...{ maxHeaderSize: maxHeaderBytes, requestTimeout: requestTimeoutMs },
    // Whoever offers anything else, such as `h2c`, is answered in the protocol that is spoken (RFC 9110 §7.8). So is who is
    // to be refused.
    shouldUpgradeCallback: (incoming: IncomingMessage) =>
      incoming.headers.upgrade?.toLowerCase() === 'websocket' && judgePeer(incoming.socket).isAllowed,
  };
  const server = createServer(options, (incoming, outgoing) => {
    if (!mayWait(incoming, outgoing)) return;
    const { address, isAllowed } = judgePeer(incoming.socket);
    if (!isAllowed) {
      log.warn({ address }, 'refused plain HTTP from a peer that is no trusted proxy');
      refusePeer(outgoing);
      return;
    }
    listener(incoming, outgoing, () => {
      logWhenOver(log, incoming, outgoing);
      outgoing.setTimeout(stallTimeoutMs, () => outgoing.destroy());
      void listenForFiles(incoming, outgoing);
    });
  });
  attachUpgrade(server, bff);
  return server;
}

/** Its cookies would cross the network in the clear. */
function refusePeer(outgoing: ServerResponse): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };
  outgoing.writeHead(403, headers).end('Use https: plain HTTP is answered for trusted proxies only.\n');
}

/** The line that each request for a file leaves (O1), like those of the proxy without the letters that the caller chose. */
function logWhenOver(log: AppServerParts['log'], { method = '' }: IncomingMessage, outgoing: ServerResponse): void {
  const startedAtMs = performance.now();
  outgoing.once('close', () => {
    const durationMs = Math.round((performance.now() - startedAtMs) * 10) / 10;
    const fields = { method: describeMethod(method), path: 'files', status: outgoing.statusCode, durationMs };
    log.info(outgoing.writableFinished ? fields : { ...fields, code: 'broken_off' }, 'request');
  });
}
