import { type Traffic, writeRequest } from './plan.ts';
import type { LoadResponse } from './response-reader.ts';

/** What one connection sends, and what it does with the answers. */
export interface Sender {
  next(): string;
  /** @throws Error for an answer that is not the one wanted: a refusal is not fast service. */
  take(response: LoadResponse): void;
}

/** The newest refresh tokens, by chain and connection, so that the next round goes on where the last one ended. */
const chains = new Map<string, string[]>();

export function createSender(traffic: Traffic, connection: number, connections: number): Sender {
  return traffic.kind === 'repeat'
    ? createRepeater(traffic.requests, Math.floor((connection * traffic.requests.length) / connections))
    : createRefresher(traffic, connection);
}

function createRepeater(requests: readonly string[], start: number): Sender {
  let at = start;
  return {
    next() {
      const request = requests[at % requests.length];
      at += 1;
      if (request === undefined) throw new Error('There is no request to send.');
      return request;
    },
    take: requireSuccess,
  };
}

function createRefresher({ chain, head, tokens }: Extract<Traffic, { kind: 'refresh' }>, connection: number): Sender {
  const newest = chains.get(chain) ?? [...tokens];
  chains.set(chain, newest);
  return {
    next() {
      const token = newest[connection];
      if (token === undefined) throw new Error('There are fewer refresh tokens than connections.');
      return writeFormRequest(head, `grant_type=refresh_token&refresh_token=${encodeURIComponent(token)}`);
    },
    take(response) {
      requireSuccess(response);
      const { refresh_token: successor, access_token: access } = JSON.parse(response.body) as Record<string, unknown>;
      if (typeof successor !== 'string' || typeof access !== 'string') throw new Error('An answer brings no tokens.');
      newest[connection] = successor;
    },
  };
}

/** @param head - path and authorization, separated by a space. */
function writeFormRequest(head: string, body: string): string {
  const [path = '', ...authorization] = head.split(' ');
  return writeRequest(
    'POST',
    path,
    { authorization: authorization.join(' '), 'content-type': 'application/x-www-form-urlencoded' },
    body,
  );
}

function requireSuccess({ status, body }: LoadResponse): void {
  if (status !== 200) throw new Error(`A request was answered ${status}: ${body.slice(0, 200)}`);
}
