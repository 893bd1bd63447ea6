import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { addFastify } from '../../src/fastify.ts';
import { describeAdapter } from './behaviour.ts';
import { readTenant } from './read-tenant.ts';

describeAdapter(
  'Fastify 5',
  async (plainGuard) => {
    const guard = addFastify(plainGuard);
    const app = fastify({ forceCloseConnections: true });
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('vary', 'Origin').header('access-control-allow-origin', '*');
    });
    app.get('/orders', { onRequest: guard.fastify({ scope: 'orders:read' }) }, async (request) => {
      const { claims } = guard.auth(request);
      return { sub: claims.sub, tenant: readTenant(claims) };
    });
    app.all('/any', { onRequest: guard.fastify() }, async () => 'any');
    app.get('/cached', { onRequest: guard.fastify() }, async (_request, reply) => {
      return reply.header('cache-control', 'private, max-age=5').send('cached');
    });
    app.get('/events', { onRequest: guard.fastify() }, (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
    });
    app.get('/fails', { onRequest: guard.fastify() }, async () => {
      throw new Error('the handler failed');
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
  },
  { cors: true },
);
