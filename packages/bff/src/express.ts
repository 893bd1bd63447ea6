import type { RequestHandler } from 'express';
import type { Bff } from './bff.ts';
import { createNodeListener } from './node.ts';

/**
 * Mount the proxy in Express 5: `app.use(mountBff(bff))`, ahead of body parsers and of the application's own pages. Requests
 * that are not the proxy's go on. WebSockets: `attachUpgrade(server, bff)` of `@latchkey/bff/node`.
 */
export function mountBff(bff: Pick<Bff, 'fetch' | 'claims' | 'refuse'>): RequestHandler {
  const listener = createNodeListener(bff);
  return (request, response, next) => {
    // Below a path (`app.use('/x', …)`) Express shows the rest alone; the proxy's paths are whole ones.
    const { url } = request;
    request.url = request.originalUrl;
    listener(request, response, (error) => {
      request.url = url;
      next(error);
    });
  };
}
