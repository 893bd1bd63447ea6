import fastify from 'fastify';
import { bffPlugin } from '../../src/fastify.ts';
import { describeAdapter, describeServer } from './behaviour.ts';

describeAdapter(
  'Fastify 5',
  async (bff) => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(bffPlugin, { bff });
    app.post('/own', async (request) => request.body);
    app.setNotFoundHandler((_request, reply) => void reply.code(404).send('own 404'));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return describeServer(app.server, () => app.close());
  },
  { hasOwnRoutes: true, replacesGlobals: false },
);
