/** Hono on Node with nothing in front of its one route, with our guard, or with `hono/jwt`. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createGuard } from '@latchkey/guard/hono';
import { Hono, type MiddlewareHandler } from 'hono';
import { jwt } from 'hono/jwt';
import { answerQuestions } from '../../measure/answer-questions.ts';
import { choose, type FrameworkInput, orders, readInput } from './input.ts';

type Protect = (input: FrameworkInput) => MiddlewareHandler | undefined | Promise<MiddlewareHandler>;

const protections: Readonly<Record<string, Protect>> = {
  bare: () => undefined,
  async latchkey({ issuer, audience, credentials }) {
    const guard = createGuard({ issuer, audience, credentials });
    await guard.ready();
    return guard.hono({ scope: 'orders:read' }) as MiddlewareHandler;
  },
  'hono/jwt': ({ issuer, audience, publicKey }) =>
    jwt({ secret: publicKey, alg: 'ES256', verification: { iss: issuer, aud: audience } }),
};

const input = readInput();
const protect = await choose(protections, input.protection)(input);
const app = new Hono();
if (protect !== undefined) app.use('/orders', protect);
app.get('/orders', (context) => context.json(orders));
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
if (!server.listening) await once(server, 'listening');
answerQuestions((server.address() as AddressInfo).port, () => undefined);
