import { splitTarget } from '@latchkey/host/request-target';
import type { FastifyPluginCallback } from 'fastify';
import type { Bff } from './bff.ts';
import { attachUpgrade, createNodeListener } from './node.ts';

export interface BffPluginOptions {
  readonly bff: Pick<Bff, 'fetch' | 'claims' | 'refuse' | 'upgrade'>;
}

const plugin: FastifyPluginCallback<BffPluginOptions> = (app, { bff }, done) => {
  const listener = createNodeListener(bff);
  // Before any body is parsed, and for paths without a route too.
  app.addHook('onRequest', (request, reply, proceed) => {
    if (!bff.claims(splitTarget(request.originalUrl).path)) {
      proceed();
      return;
    }
    reply.hijack();
    listener(request.raw, reply.raw);
  });
  const stop = attachUpgrade(app.server, bff);
  app.addHook('onClose', (_app, closed) => {
    stop();
    closed();
  });
  done();
};

/**
 * Mount the proxy in Fastify 5, WebSockets included: `app.register(bffPlugin, { bff })`. It stands before the routes of
 * the whole application, wherever it is registered; requests that are not the proxy's go on.
 */
export const bffPlugin: FastifyPluginCallback<BffPluginOptions> = Object.assign(plugin, {
  // Fastify confines a plugin's hooks to its own routes unless it says otherwise.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@latchkey/bff',
});
