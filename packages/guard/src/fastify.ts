import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { createGuard as createPlainGuard } from './create-guard.ts';
import type { Decision, VerifiedToken } from './decision.ts';
import type { Guard } from './guard.ts';
import { readNodeRequest } from './node-http.ts';
import type { GuardOptions, GuardOptionsWithClaims } from './options.ts';
import { isPublicRoute, type PublicRoute, type RouteOptions } from './route.ts';
import { createOpenResponses } from './streams/open-responses.ts';
import { addAuthorizationToVary } from './vary.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The token that let this request in; undefined on routes without a guard. `guard.auth(request)` never is. */
    auth?: VerifiedToken | undefined;
  }
}

export interface FastifyGuard<Claims extends object = Record<never, never>> extends Guard<Claims> {
  /**
   * Protect routes of Fastify 5: an `onRequest` hook, so that a refused request's body is never read. Sets `request.auth`;
   * answers refusals itself.
   *
   * @throws GuardError `invalid_option` for a route that cannot be.
   */
  fastify(route?: RouteOptions | PublicRoute): onRequestHookHandler;
}

/** Make a guard with a `fastify` method. See `createGuard` of `@latchkey/guard`. */
export function createGuard<Claims extends object>(options: GuardOptionsWithClaims<Claims>): FastifyGuard<Claims>;
export function createGuard(options: GuardOptions): FastifyGuard;
export function createGuard(options: GuardOptions): FastifyGuard {
  return addFastify(createPlainGuard(options));
}

/** Add the `fastify` method to a guard, which may serve other frameworks at the same time. */
export function addFastify<Claims extends object, Base extends Guard<Claims>>(
  guard: Base & Guard<Claims>,
): Base & FastifyGuard<Claims> {
  const openResponses = createOpenResponses(guard);
  return {
    ...guard,
    fastify(options = {}) {
      if (isPublicRoute(options)) return (_request, _reply, done) => done();
      const route = guard.route(options);
      function proceed(
        request: FastifyRequest,
        reply: FastifyReply,
        done: () => void,
        decision: Decision<Claims>,
      ): void {
        if (!decision.allowed) {
          const { status, headers, body } = guard.answer(decision.problem);
          const vary = addAuthorizationToVary(reply.getHeader('vary'));
          reply
            .code(status)
            .headers({ ...headers, vary })
            .send(body);
          return;
        }
        reply.header('cache-control', 'no-store').header('vary', addAuthorizationToVary(reply.getHeader('vary')));
        openResponses.track(reply.raw, decision.token);
        request.auth = decision.token;
        done();
      }
      return (request, reply, done) => {
        const decision = guard.decide(readNodeRequest(request.raw), route);
        if (decision instanceof Promise) {
          decision.then((settled) => proceed(request, reply, done, settled)).catch(done);
        } else proceed(request, reply, done, decision);
      };
    },
  };
}
