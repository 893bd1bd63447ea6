import { splitTarget, splitUrl } from '@latchkey/host/request-target';
import type { MiddlewareHandler } from 'hono';
import type { Bff } from './bff.ts';
import { judgeAsSent } from './judge-as-sent.ts';
import { respondProblem } from './respond.ts';

/**
 * Mount the proxy in Hono: `app.use(mountBff(bff))`, ahead of the application's own routes. Requests that are not the
 * proxy's go on. On Node also WebSockets: `attachUpgrade(server, bff)` of `@latchkey/bff/node`.
 */
export function mountBff(bff: Pick<Bff, 'fetch' | 'claims'>): MiddlewareHandler {
  return async ({ req, env }, next) => {
    const incoming = readIncoming(env);
    const { path } = incoming?.url === undefined ? splitUrl(req.url) : splitTarget(incoming.url);
    if (!bff.claims(path)) {
      await next();
      return undefined;
    }
    const refusal = judgeAsSent(req.method, path);
    if (refusal !== undefined) return respondProblem(refusal);
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
