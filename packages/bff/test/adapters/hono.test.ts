import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { mountBff } from '../../src/hono.ts';
import { attachUpgrade } from '../../src/node.ts';
import { describeAdapter, describeServer } from './behaviour.ts';

describeAdapter(
  'Hono on Node',
  async (bff) => {
    const app = new Hono();
    app.use(mountBff(bff));
    app.post('/own', async (context) => context.json(await context.req.json()));
    app.notFound((context) => context.text('own 404', 404));
    const server = await new Promise<Server>((resolve) => {
      const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening as Server));
    });
    attachUpgrade(server, bff);
    return describeServer(server);
  },
  { hasOwnRoutes: true, replacesGlobals: true },
);
