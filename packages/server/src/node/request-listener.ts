import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { listCauses } from '@latchkey/host/error-causes';
import { createPeerJudge, type PeerRules } from '@latchkey/host/peers';
import { createPipelineLimit } from '@latchkey/host/pipelining';
import type { Authority } from '../authority.ts';
import type { HttpAnswer } from '../http/message.ts';
import type { Log } from '../log.ts';
import { hasValidHost, isBodyUncoded, readIncoming } from './incoming-request.ts';
import { writeAnswer } from './outgoing-answer.ts';
import { createTurnEnd } from './turn-end.ts';

export interface RequestListenerParts extends PeerRules {
  readonly authority: Pick<Authority, 'answer'>;
  readonly log: Log;
}

/** `TRACK` never gets here: Node's parser does not know it (see client-error.ts). */
const echoingMethods: ReadonlySet<string> = new Set(['TRACE', 'TRACK', 'CONNECT']);

/** From Node's request to the authority's answer and back. */
export function createRequestListener({ authority, log, ...peerRules }: RequestListenerParts): RequestListener {
  const judgePeer = createPeerJudge(peerRules);
  const mayWait = createPipelineLimit();
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
    if (!mayWait(incoming, outgoing)) return;
    if (echoingMethods.has(incoming.method ?? '')) {
      refuse(outgoing, 405, 'This method is not answered here.', { Allow: 'GET, HEAD, POST, DELETE, OPTIONS' });
      return;
    }
    const { address, isAllowed } = judgePeer(incoming.socket);
    if (!isAllowed) {
      log.warn({ address }, 'refused plain HTTP from a peer that is no trusted proxy');
      refuse(outgoing, 403, 'Use https: plain HTTP is answered for trusted proxies only.', {});
      return;
    }
    if (!hasValidHost(incoming)) {
      log.info({ status: 400, address }, 'refused a request whose Host is none');
      refuse(outgoing, 400, 'The Host of this request is no host name.', {});
      return;
    }
    if (!isBodyUncoded(incoming)) {
      log.info({ status: 501, address }, 'refused a request whose body has an unknown coding');
      refuse(outgoing, 501, 'Send the body without any coding but chunks.', {});
      return;
    }
    void answer(incoming, outgoing, address);
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
