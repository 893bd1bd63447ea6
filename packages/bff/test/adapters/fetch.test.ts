import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { attachUpgrade } from '../../src/node.ts';
import { describeAdapter, describeServer } from './behaviour.ts';

describeAdapter(
  'plain fetch',
  async (bff) => {
    const server = await new Promise<Server>((resolve) => {
      const options = { fetch: (request: Request) => bff.fetch(request), port: 0, hostname: '127.0.0.1' };
      const listening = serve(options, () => resolve(listening as Server));
    });
    attachUpgrade(server, bff);
    return describeServer(server);
  },
  { hasOwnRoutes: false, replacesGlobals: true, resolvesPaths: true },
);
