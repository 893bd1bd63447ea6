import { once } from 'node:events';
import { createServer } from 'node:http';
import { listenOnLoopback } from './listen.ts';

/** A web site with a few fixed pages: an application that somebody is sent back to, or an attacker's. */
export interface Site {
  /** `http://<host>:<port>`. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serve HTML by path; the query does not count, and every other path is 404. Browsers take `localhost` and `127.0.0.1`
 * for two sites, and `localhost` on two ports for two origins of one.
 *
 * @param pages - may be added to as long as it is served.
 */
export async function startSite(host: 'localhost' | '127.0.0.1', pages: ReadonlyMap<string, string>): Promise<Site> {
  const server = createServer((request, response) => {
    const html = pages.get(new URL(request.url ?? '/', 'http://site').pathname);
    response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(html ?? '');
  });
  const port = await listenOnLoopback(server);
  return {
    origin: `http://${host}:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
