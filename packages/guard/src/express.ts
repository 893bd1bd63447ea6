import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { createGuard as createPlainGuard } from './create-guard.ts';
import type { Decision, VerifiedToken } from './decision.ts';
import type { Guard } from './guard.ts';
import { keepFromCaches, readNodeRequest, sendNodeAnswer } from './node-http.ts';
import type { GuardOptions, GuardOptionsWithClaims } from './options.ts';
import { isPublicRoute, type PublicRoute, type RouteOptions } from './route.ts';
import { createOpenResponses } from './streams/open-responses.ts';

declare global {
  namespace Express {
    interface Request {
      /** The token that let this request in; undefined on routes without a guard. `guard.auth(request)` never is. */
      auth?: VerifiedToken | undefined;
    }
  }
}

export interface ExpressGuard<Claims extends object = Record<never, never>> extends Guard<Claims> {
  /**
   * Protect routes of Express 5. Sets `request.auth`; answers refusals itself.
   *
   * @throws GuardError `invalid_option` for a route that cannot be.
   */
  express(route?: RouteOptions | PublicRoute): RequestHandler;
}

/** Make a guard with an `express` method. See `createGuard` of `@latchkey/guard`. */
export function createGuard<Claims extends object>(options: GuardOptionsWithClaims<Claims>): ExpressGuard<Claims>;
export function createGuard(options: GuardOptions): ExpressGuard;
export function createGuard(options: GuardOptions): ExpressGuard {
  return addExpress(createPlainGuard(options));
}

/** Add the `express` method to a guard, which may serve other frameworks at the same time. */
export function addExpress<Claims extends object, Base extends Guard<Claims>>(
  guard: Base & Guard<Claims>,
): Base & ExpressGuard<Claims> {
  const openResponses = createOpenResponses(guard);
  return {
    ...guard,
    express(options = {}) {
      if (isPublicRoute(options)) return (_request, _response, next) => next();
      const route = guard.route(options);
      function proceed(request: Request, response: Response, next: NextFunction, decision: Decision<Claims>): void {
        if (!decision.allowed) {
          sendNodeAnswer(response, guard.answer(decision.problem));
          return;
        }
        keepFromCaches(response);
        openResponses.track(response, decision.token);
        request.auth = decision.token;
        next();
      }
      return (request, response, next) => {
        const decision = guard.decide(readNodeRequest(request), route);
        if (decision instanceof Promise) {
          decision
            .then((settled) => {
              // Somebody else, a time limit for one, may have answered meanwhile.
              if (!response.headersSent) proceed(request, response, next, settled);
            })
            .catch(next);
        } else proceed(request, response, next, decision);
      };
    },
  };
}
