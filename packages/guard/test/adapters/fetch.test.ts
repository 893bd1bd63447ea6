import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { addFetch } from '../../src/fetch.ts';
import { describeAdapter } from './behaviour.ts';
import { createEventStream } from './event-stream.ts';
import { createTestApplication } from './listening-application.ts';
import { readTenant } from './read-tenant.ts';

type Handler = (request: Request) => Promise<Response>;

describeAdapter(
  'fetch-style handlers',
  async (plainGuard) => {
    const guard = addFetch(plainGuard);
    const routes: Readonly<Record<string, Handler>> = {
      '/orders': guard.fetch({ scope: 'orders:read' }, (_request, { claims }) =>
        Response.json({ sub: claims.sub, tenant: readTenant(claims) }),
      ),
      '/any': guard.fetch({}, () => new Response('any')),
      '/cached': guard.fetch({}, () => new Response('cached', { headers: { 'cache-control': 'private, max-age=5' } })),
      '/events': guard.fetch(
        {},
        () => new Response(createEventStream(), { headers: { 'content-type': 'text/event-stream' } }),
      ),
      '/fails': guard.fetch({}, () => {
        throw new Error('the handler failed');
      }),
    };
    const server = await new Promise<Server>((resolve) => {
      const listening = serve(
        {
          async fetch(request) {
            try {
              return (await routes[new URL(request.url).pathname]?.(request)) ?? new Response(null, { status: 404 });
            } catch {
              return new Response(null, { status: 500 });
            }
          },
          ...{ port: 0, hostname: '127.0.0.1' },
        },
        () => resolve(listening as Server),
      );
    });
    return createTestApplication(server);
  },
  { cors: false },
);
