/** Express 5 with nothing in front of its one route, with our guard, or with a peer. */
import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createGuard } from '@latchkey/guard/express';
import express, { type RequestHandler } from 'express';
import { expressjwt } from 'express-jwt';
import { auth } from 'express-oauth2-jwt-bearer';
import { answerQuestions } from '../../measure/answer-questions.ts';
import { choose, type FrameworkInput, orders, readInput } from './input.ts';

type Protect = (input: FrameworkInput) => RequestHandler | undefined | Promise<RequestHandler>;

const protections: Readonly<Record<string, Protect>> = {
  bare: () => undefined,
  async latchkey({ issuer, audience, credentials }) {
    const guard = createGuard({ issuer, audience, credentials });
    await guard.ready();
    return guard.express({ scope: 'orders:read' });
  },
  'express-jwt': ({ issuer, audience, publicKey }) =>
    // As a key object: a PEM text would be parsed for each request.
    expressjwt({ secret: createPublicKey(publicKey), algorithms: ['ES256'], issuer, audience }),
  'express-oauth2-jwt-bearer': ({ issuer, audience }) =>
    auth({ issuerBaseURL: issuer, audience, tokenSigningAlg: 'ES256' }),
};

const input = readInput();
const protect = await choose(protections, input.protection)(input);
const app = express();
app.get('/orders', ...(protect === undefined ? [] : [protect]), (_request, response) => {
  response.json(orders);
});
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
answerQuestions((server.address() as AddressInfo).port, () => undefined);
