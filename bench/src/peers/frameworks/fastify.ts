/** Fastify 5 with nothing in front of its one route, with our guard, or with `@fastify/jwt`. */
import type { AddressInfo } from 'node:net';
import fastifyJwt from '@fastify/jwt';
import { createGuard } from '@latchkey/guard/fastify';
import { type FastifyInstance, fastify, type onRequestHookHandler } from 'fastify';
import { answerQuestions } from '../../measure/answer-questions.ts';
import { choose, type FrameworkInput, orders, readInput } from './input.ts';

type Protect = (
  input: FrameworkInput,
  app: FastifyInstance,
) => onRequestHookHandler | undefined | Promise<onRequestHookHandler>;

const protections: Readonly<Record<string, Protect>> = {
  bare: () => undefined,
  async latchkey({ issuer, audience, credentials }) {
    const guard = createGuard({ issuer, audience, credentials });
    await guard.ready();
    return guard.fastify({ scope: 'orders:read' });
  },
  '@fastify/jwt': (input, app) => registerFastifyJwt(input, app, false),
  '@fastify/jwt, cache': (input, app) => registerFastifyJwt(input, app, true),
};

async function registerFastifyJwt(
  { issuer, audience, publicKey }: FrameworkInput,
  app: FastifyInstance,
  cache: boolean,
): Promise<onRequestHookHandler> {
  await app.register(fastifyJwt, {
    // It never signs here, but wants a private key or an explanation why there is none.
    secret: { public: publicKey },
    verify: { algorithms: ['ES256'], allowedIss: issuer, allowedAud: audience, cache },
  });
  return (request, _reply, done) => {
    request.jwtVerify().then(() => done(), done);
  };
}

const input = readInput();
const app = fastify();
const protect = await choose(protections, input.protection)(input, app);
app.get('/orders', protect === undefined ? {} : { onRequest: protect }, () => orders);
await app.listen({ port: 0, host: '127.0.0.1' });
answerQuestions((app.server.address() as AddressInfo).port, () => undefined);
