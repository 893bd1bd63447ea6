import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { addHono } from '../../src/hono.ts';
import { describeAdapter } from './behaviour.ts';
import { createEventStream } from './event-stream.ts';
import { createTestApplication } from './listening-application.ts';
import { readTenant } from './read-tenant.ts';

describeAdapter(
  'Hono on Node',
  async (plainGuard) => {
    const guard = addHono(plainGuard);
    const app = new Hono();
    app.use(async (context, next) => {
      context.header('vary', 'Origin');
      context.header('access-control-allow-origin', '*');
      await next();
    });
    app.get('/orders', guard.hono({ scope: 'orders:read' }), (context) => {
      const { claims } = context.var.auth;
      return context.json({ sub: claims.sub, tenant: readTenant(claims) });
    });
    app.all('/any', guard.hono(), (context) => context.text('any'));
    app.get('/cached', guard.hono(), (context) => {
      return context.text('cached', 200, { 'cache-control': 'private, max-age=5' });
    });
    app.get('/events', guard.hono(), () => {
      return new Response(createEventStream(), { headers: { 'content-type': 'text/event-stream' } });
    });
    app.get('/fails', guard.hono(), () => {
      throw new Error('the handler failed');
    });
    app.onError((_error, context) => context.text('failed', 500));
    const server = await new Promise<Server>((resolve) => {
      const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening as Server));
    });
    return createTestApplication(server);
  },
  { cors: true },
);
