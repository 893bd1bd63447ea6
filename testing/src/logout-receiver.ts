/** An application's back-channel logout endpoint on a socket of its own, and what it makes of what it is sent. */
import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isJwsAlgorithm } from '@latchkey/tokens/jws/algorithms';
import { verifyJws } from '@latchkey/tokens/jws/verify';
import { listenOnLoopback } from './listen.ts';
import { pollFor } from './poll.ts';
import { recordSecret } from './run.ts';

export interface LogoutReceiver {
  readonly uri: string;
  /** The logout tokens it was sent, in order, whatever it answered. */
  readonly tokens: readonly string[];
  /** How it answers from now on. Default: an empty 200. */
  answer(listener: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** Wait until it has been sent so many. @throws Error after a minute. */
  waitFor(count: number): Promise<void>;
  close(): Promise<void>;
}

/** @param port - Default: a free one. */
export async function openLogoutReceiver(port = 0): Promise<LogoutReceiver> {
  const tokens: string[] = [];
  let answer = (_request: IncomingMessage, response: ServerResponse): void => void response.end();
  const server = createServer((request, response) => {
    void readLogoutToken(request).then((token) => {
      tokens.push(token);
      answer(request, response);
    });
  });
  const ownPort = await listenOnLoopback(server, port);
  return {
    uri: `http://127.0.0.1:${ownPort}/backchannel-logout`,
    tokens,
    answer(listener) {
      answer = listener;
    },
    async waitFor(count) {
      await pollFor(`${count} logout tokens`, () => tokens.length >= count);
    },
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function readLogoutToken(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  assert.equal(request.method, 'POST');
  assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
  const form = new URLSearchParams(body);
  assert.deepEqual([...form.keys()], ['logout_token']);
  return recordSecret(form.get('logout_token') ?? '');
}

/** The claims of a logout token, verified as an application does: with the keys the authority publishes. */
export async function verifyLogoutToken(
  token: string | undefined,
  fetchJwks: () => Promise<Response>,
): Promise<{ readonly alg: string; readonly claims: Readonly<Record<string, unknown>> }> {
  const { keys } = (await (await fetchJwks()).json()) as { keys: (JsonWebKey & { kid: string; alg: string })[] };
  const verified = verifyJws(token ?? '', {
    typ: 'logout+jwt',
    findKey(kid) {
      const jwk = keys.find((key) => key.kid === kid);
      if (jwk === undefined || !isJwsAlgorithm(jwk.alg)) return undefined;
      return { kid, alg: jwk.alg, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
    },
  });
  assert.ok(verified.ok, verified.ok ? '' : verified.reason);
  return { alg: verified.header.alg, claims: verified.claims };
}
