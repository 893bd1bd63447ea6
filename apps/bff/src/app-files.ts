import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { chooseTransportSecurity } from '@latchkey/host/transport-security';
import { type Context, Hono } from 'hono';
import type { AppFiles } from './load-config.ts';

/**
 * Serve the application's own files, under a policy that lets nothing but them run.
 *
 * Names that begin with a dot are hidden. Files are asked for anew each time (`no-cache`), so that a release shows at once;
 * put a cache in front of files whose names change with their content.
 */
export function createAppFiles(files: AppFiles | undefined, { isHttps }: { readonly isHttps: boolean }): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    setPageHeaders(context, files?.contentSecurityPolicy ?? "default-src 'none'; frame-ancestors 'none'", isHttps);
  });
  // Files are read and nothing else; TRACE would echo the request with its cookies (H3).
  app.use((context, next) => (isReading(context) ? next() : Promise.resolve(refuseMethod(context))));
  if (files !== undefined) {
    const { directory, fallback } = files;
    const serve = serveStatic({ root: directory });
    app.use((context, next) => (isHidden(context.req.path) ? next() : serve(context, next)));
    if (fallback !== undefined) {
      const serveFallback = serveStatic({ path: join(directory, fallback) });
      app.use((context, next) => (isNavigation(context) ? serveFallback(context, next) : next()));
    }
  }
  app.notFound((context) => context.text('There is nothing here.\n', 404));
  return app;
}

function isReading({ req }: Context): boolean {
  return req.method === 'GET' || req.method === 'HEAD';
}

function refuseMethod(context: Context): Response {
  return context.text('Files are read with GET or HEAD.\n', 405, { allow: 'GET, HEAD' });
}

function isHidden(path: string): boolean {
  return path.split('/').some((segment) => segment.startsWith('.') && segment !== '.well-known');
}

function isNavigation({ req }: Context): boolean {
  return (req.header('accept') ?? '').includes('text/html') && !/\.[^/]+$/.test(req.path);
}

function setPageHeaders(context: Context, contentSecurityPolicy: string, isHttps: boolean): void {
  context.header('content-security-policy', contentSecurityPolicy);
  context.header('x-content-type-options', 'nosniff');
  context.header('x-frame-options', 'DENY');
  context.header('referrer-policy', 'same-origin');
  context.header('cross-origin-opener-policy', 'same-origin');
  context.header('cross-origin-resource-policy', 'same-origin');
  context.header('cache-control', 'no-cache');
  const transport = chooseTransportSecurity(isHttps);
  if (transport !== undefined) context.header('strict-transport-security', transport);
}
