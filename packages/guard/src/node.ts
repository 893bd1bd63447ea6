import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGuard as createPlainGuard } from './create-guard.ts';
import type { Decision, VerifiedToken } from './decision.ts';
import type { Guard } from './guard.ts';
import { keepFromCaches, readNodeRequest, sendNodeAnswer } from './node-http.ts';
import type { GuardOptions, GuardOptionsWithClaims } from './options.ts';
import type { RouteOptions } from './route.ts';
import { createOpenResponses } from './streams/open-responses.ts';

/** A handler that only sees requests the guard let in. */
export type GuardedNodeHandler<Claims extends object> = (
  request: IncomingMessage,
  response: ServerResponse,
  auth: VerifiedToken<Claims>,
) => void;

export interface NodeGuard<Claims extends object = Record<never, never>> extends Guard<Claims> {
  /**
   * Protect a `node:http` handler. Refusals are answered by the guard; the handler then never runs. Nor does it, or is
   * anything answered, when somebody else has answered while the guard had to wait for keys.
   *
   * @throws GuardError `invalid_option` for a route that cannot be.
   */
  node(
    route: RouteOptions,
    handler: GuardedNodeHandler<Claims>,
  ): (request: IncomingMessage, response: ServerResponse) => void;
}

/** Make a guard with a `node` method. See `createGuard` of `@latchkey/guard`. */
export function createGuard<Claims extends object>(options: GuardOptionsWithClaims<Claims>): NodeGuard<Claims>;
export function createGuard(options: GuardOptions): NodeGuard;
export function createGuard(options: GuardOptions): NodeGuard {
  return addNode(createPlainGuard(options));
}

/** Add the `node` method to a guard, which may serve other frameworks at the same time. */
export function addNode<Claims extends object, Base extends Guard<Claims>>(
  guard: Base & Guard<Claims>,
): Base & NodeGuard<Claims> {
  const openResponses = createOpenResponses(guard);
  return {
    ...guard,
    node(options, handler) {
      const route = guard.route(options);
      function proceed(request: IncomingMessage, response: ServerResponse, decision: Decision<Claims>): void {
        if (!decision.allowed) {
          sendNodeAnswer(response, guard.answer(decision.problem));
          return;
        }
        keepFromCaches(response);
        openResponses.track(response, decision.token);
        handler(request, response, decision.token);
      }
      return (request, response) => {
        const decision = guard.decide(readNodeRequest(request), route);
        if (decision instanceof Promise) {
          void decision.then((settled) => {
            if (!response.headersSent) proceed(request, response, settled);
          });
        } else proceed(request, response, decision);
      };
    },
  };
}
