import type { Server } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { addExpress } from '../../src/express.ts';
import { describeAdapter } from './behaviour.ts';
import { createTestApplication } from './listening-application.ts';
import { readTenant } from './read-tenant.ts';

describeAdapter(
  'Express 5',
  async (plainGuard) => {
    const guard = addExpress(plainGuard);
    const app = express();
    app.use((_request, response, next) => {
      response.set('access-control-allow-origin', '*').vary('Origin');
      next();
    });
    app.get('/orders', guard.express({ scope: 'orders:read' }), (request, response) => {
      const { claims } = guard.auth(request);
      response.json({ sub: claims.sub, tenant: readTenant(claims) });
    });
    app.all('/any', guard.express(), (_request, response) => void response.send('any'));
    app.get('/cached', guard.express(), (_request, response) => {
      response.set('cache-control', 'private, max-age=5').send('cached');
    });
    app.get('/events', guard.express(), (_request, response) => {
      response.type('text/event-stream').write('data: first\n\n');
    });
    app.get('/fails', guard.express(), () => {
      throw new Error('the handler failed');
    });
    const answerError: ErrorRequestHandler = (_error, _request, response, _next) => void response.sendStatus(500);
    app.use(answerError);
    const server = await new Promise<Server>((resolve) => {
      const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
    });
    return createTestApplication(server);
  },
  { cors: true },
);
