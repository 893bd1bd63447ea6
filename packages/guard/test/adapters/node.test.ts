import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addNode } from '../../src/node.ts';
import { describeAdapter } from './behaviour.ts';
import { createTestApplication } from './listening-application.ts';
import { readTenant } from './read-tenant.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

describeAdapter(
  'node:http',
  async (plainGuard) => {
    const guard = addNode(plainGuard);
    const routes: Readonly<Record<string, Listener>> = {
      '/orders': guard.node({ scope: 'orders:read' }, (_request, response, { claims }) => {
        response.end(JSON.stringify({ sub: claims.sub, tenant: readTenant(claims) }));
      }),
      '/any': guard.node({}, (_request, response) => void response.end()),
      '/cached': guard.node({}, (_request, response) => {
        response.setHeader('cache-control', 'private, max-age=5').end('cached');
      }),
      '/events': guard.node({}, (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
      }),
      '/fails': guard.node({}, () => {
        throw new Error('the handler failed');
      }),
    };
    const server = createServer((request, response) => {
      response.setHeader('vary', 'Origin').setHeader('access-control-allow-origin', '*');
      try {
        routes[request.url?.split('?')[0] ?? '']?.(request, response);
      } catch {
        response.writeHead(500).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return createTestApplication(server);
  },
  { cors: true },
);
