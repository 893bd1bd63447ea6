import type { Server } from 'node:http';
import express from 'express';
import { mountBff } from '../../src/express.ts';
import { attachUpgrade } from '../../src/node.ts';
import { describeAdapter, describeServer } from './behaviour.ts';

for (const mountedAt of ['/', '/api']) {
  describeAdapter(
    mountedAt === '/' ? 'Express 5' : 'Express 5, mounted at its paths',
    async (bff) => {
      const app = express();
      if (mountedAt === '/') app.use(mountBff(bff));
      // Express resolves nothing: `/x/../api` is another path to it, and its own.
      else app.use(['/api', '/auth', '/own'], mountBff(bff));
      app.use(express.json());
      app.post('/own', (request, response) => void response.json(request.body));
      app.use((_request, response) => void response.status(404).send('own 404'));
      const server = await new Promise<Server>((resolve) => {
        const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
      });
      attachUpgrade(server, bff);
      return describeServer(server);
    },
    { hasOwnRoutes: true, replacesGlobals: false },
  );
}
