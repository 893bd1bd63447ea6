import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createAddressSet, isLoopbackAddress } from '@latchkey/host/client-address';
import { listCauses } from '@latchkey/host/error-causes';
import type { Authority } from '../authority.ts';
import type { HttpAnswer } from '../http/message.ts';
import type { Log } from '../log.ts';
import { hasValidHost, readIncoming } from './incoming-request.ts';
import { writeAnswer } from './outgoing-answer.ts';
import { createTurnEnd } from './turn-end.ts';

export interface RequestListenerParts {
  readonly authority: Pick<Authority, 'answer'>;
  readonly log: Log;
  readonly trustedProxies: readonly string[];
  /** Without TLS of its own the server talks to this machine and to trusted proxies only (H1). */
  readonly isPlainHttp: boolean;
}

/** `TRACK` never gets here: Node's parser does not know it (see client-error.ts). */
const echoingMethods: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT']);

/** From Node's request to the authority's answer and back. */
export function createRequestListener({
  authority,
  log,
  trustedProxies,
  isPlainHttp,
}: RequestListenerParts): RequestListener {
  const proxies = createAddressSet(trustedProxies);
  const atTurnEnd = createTurnEnd();

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse, remoteAddress: string): Promise<void> {
    const answered = await authority.answer(readIncoming(incoming), { remoteAddress });
    atTurnEnd(() => write(outgoing, answered));
  }

  function write(outgoing: ServerResponse, answered: HttpAnswer): void {
    try {
      writeAnswer(outgoing, answered);
    } catch (error) {
      log.error({ causes: listCauses(error) }, 'an answer could not be written');
      refuse(outgoing, 500, 'Something went wrong here.', {});
    }
  }

  return (incoming, outgoing) => {
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
    if (!hasValidHost(incoming)) {
      log.info({ status: 400, address: peer }, 'refused a request whose Host is none');
      refuse(outgoing, 400, 'The Host of this request is no host name.', {});
      return;
    }
    void answer(incoming, outgoing, peer);
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
