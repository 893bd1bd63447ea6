import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import express, { type ErrorRequestHandler } from 'express';
import { addExpress } from '../../src/express.ts';
import type { Guard } from '../../src/guard.ts';
import { addNode } from '../../src/node.ts';
import { openStandardsIssuer, type StandardsIssuer } from '../kit/standards-issuer.ts';
import { bearer, openTestGuard } from '../kit/test-guard.ts';
import { createTestApplication } from './listening-application.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
type CreateListener = (guard: Guard, onHandled: () => void) => Listener;

const adapters: Readonly<Record<string, CreateListener>> = {
  'node:http': (guard, onHandled) => addNode(guard).node({}, onHandled),
  'Express 5': (guard, onHandled) => {
    const onError: ErrorRequestHandler = (_error, _request, _response, _next) => onHandled();
    return express().use(addExpress(guard).express(), onHandled, onError) as Listener;
  },
};

describe('a request that was answered while the guard waited for keys', { timeout: 60_000 }, () => {
  let issuer: StandardsIssuer;

  before(async () => {
    issuer = await openStandardsIssuer();
    issuer.addKey();
  });
  after(() => issuer.close());

  for (const [name, createListener] of Object.entries(adapters)) {
    for (const [kind, expected] of [
      ['let in', true],
      ['refused', false],
    ] as const) {
      it(`is left alone by ${name} when it would have been ${kind}`, async () => {
        const { guard } = openTestGuard(issuer.issuer);
        const { promise: isAsked, resolve: ask } = Promise.withResolvers<ServerResponse>();
        issuer.overrides.set('/keys', ask);
        let handled = 0;
        const listener = createListener(guard, () => {
          handled += 1;
        });
        const server = createServer((request, response) => {
          listener(request, response);
          void isAsked.then(() => response.writeHead(504).end());
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const application = createTestApplication(server);
        const good = recordSecret(issuer.issue());
        const token = expected ? good : `${good.slice(0, -8)}AAAAAAAA`;
        const answer = await fetch(`http://127.0.0.1:${application.port}/`, {
          headers: { authorization: `Bearer ${token}` },
        });
        assert.equal(answer.status, 504);

        issuer.overrides.delete('/keys');
        (await isAsked).setHeader('content-type', 'application/json').end(JSON.stringify({ keys: issuer.published }));
        // Waits for the same keys, and comes after the one above.
        assert.equal((await guard.decide(bearer(token))).allowed, expected);
        await new Promise((resolve) => setImmediate(resolve));
        assert.equal(handled, 0);
        await application.close();
      });
    }
  }
});
