import { splitTarget, splitUrl } from '@latchkey/host/request-target';
import type { MiddlewareHandler } from 'hono';
import type { Bff } from './bff.ts';
import { judgeAsSent } from './judge-as-sent.ts';

/**
 * Mount the proxy in Hono: `app.use(mountBff(bff))`, ahead of the application's own routes. Requests that are not the
 * proxy's go on. On Node also WebSockets: `attachUpgrade(server, bff)` of `@latchkey/bff/node`.
 */
export function mountBff(bff: Pick<Bff, 'fetch' | 'claims' | 'refuse'>): MiddlewareHandler {
  return async ({ req, env }, next) => {
    const incoming = readIncoming(env);
    const { path } = incoming?.url === undefined ? splitUrl(req.url) : splitTarget(incoming.url);
    if (!bff.claims(path)) {
      await next();
      return undefined;
    }
    const sent = { method: req.method, path };
    const refusal = judgeAsSent(sent, req.header('host'));
    if (refusal !== undefined) return bff.refuse(refusal, sent);
    return bff.fetch(req.raw, { remoteAddress: incoming?.socket?.remoteAddress });
  };
}

interface Incoming {
  readonly url?: string;
  readonly socket?: { readonly remoteAddress?: string };
}

/** On Node the server shows the request as it came. */
function readIncoming(env: unknown): Incoming | undefined {
  return (env as { readonly incoming?: Incoming } | undefined)?.incoming;
}
