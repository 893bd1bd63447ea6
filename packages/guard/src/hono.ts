import { ServerResponse } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { createGuard as createPlainGuard } from './create-guard.ts';
import type { VerifiedToken } from './decision.ts';
import { readFetchRequest, withCachesOff } from './fetch-http.ts';
import type { Guard } from './guard.ts';
import type { GuardOptions, GuardOptionsWithClaims } from './options.ts';
import type { Answer } from './respond.ts';
import { isPublicRoute, type PublicRoute, type RouteOptions } from './route.ts';
import { makeBodyClosable } from './streams/closable-body.ts';
import { createOpenResponses } from './streams/open-responses.ts';

/** What later handlers of the route find in `context.var`. */
export interface GuardedVariables<Claims extends object> {
  Variables: { auth: VerifiedToken<Claims> };
}

export interface HonoGuard<Claims extends object = Record<never, never>> extends Guard<Claims> {
  /**
   * Protect routes of Hono. Sets `context.var.auth`, typed in the handlers behind it; answers refusals itself.
   *
   * @throws GuardError `invalid_option` for a route that cannot be.
   */
  hono(route?: RouteOptions): MiddlewareHandler<GuardedVariables<Claims>>;
  /** Say that a route is open to everybody. */
  hono(route: PublicRoute): MiddlewareHandler;
}

/** Make a guard with a `hono` method. See `createGuard` of `@latchkey/guard`. */
export function createGuard<Claims extends object>(options: GuardOptionsWithClaims<Claims>): HonoGuard<Claims>;
export function createGuard(options: GuardOptions): HonoGuard;
export function createGuard(options: GuardOptions): HonoGuard {
  return addHono(createPlainGuard(options));
}

/** Add the `hono` method to a guard, which may serve other frameworks at the same time. */
export function addHono<Claims extends object, Base extends Guard<Claims>>(
  guard: Base & Guard<Claims>,
): Base & HonoGuard<Claims> {
  const openResponses = createOpenResponses(guard);

  function createMiddleware(options: RouteOptions): MiddlewareHandler<GuardedVariables<Claims>> {
    const route = guard.route(options);
    return async (context, next) => {
      const decided = guard.decide(readFetchRequest(context.req.raw), route);
      const decision = decided instanceof Promise ? await decided : decided;
      if (!decision.allowed) return writeHonoAnswer(context, guard.answer(decision.problem));
      const outgoing = readOutgoing(context);
      if (outgoing !== undefined) openResponses.track(outgoing, decision.token);
      context.set('auth', decision.token);
      await next();
      const response = withCachesOff(context.res);
      const closable =
        outgoing === undefined ? makeBodyClosable(context.req.raw, response, decision.token, guard) : response;
      if (closable !== context.res) context.res = closable;
      return undefined;
    };
  }

  return {
    ...guard,
    hono(options: RouteOptions | PublicRoute = {}) {
      return isPublicRoute(options)
        ? (_context: Context, next: () => Promise<void>) => next()
        : createMiddleware(options);
    },
  };
}

/** On Node the server tells which response it is writing, and every kind of stream can be watched. */
function readOutgoing({ env }: Context): ServerResponse | undefined {
  const outgoing: unknown = (env as { outgoing?: unknown } | undefined)?.outgoing;
  return outgoing instanceof ServerResponse ? outgoing : undefined;
}

/** Through the context, so that headers which others set before (CORS) stay. */
function writeHonoAnswer(context: Context, { status, headers, body }: Answer): Response {
  const { vary, ...others } = headers;
  context.header('vary', vary, { append: true });
  return context.newResponse(body, status, others);
}
