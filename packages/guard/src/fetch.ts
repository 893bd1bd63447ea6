import { createGuard as createPlainGuard } from './create-guard.ts';
import type { VerifiedToken } from './decision.ts';
import { readFetchRequest, withCachesOff, writeFetchAnswer } from './fetch-http.ts';
import type { Guard } from './guard.ts';
import type { GuardOptions, GuardOptionsWithClaims } from './options.ts';
import type { RouteOptions } from './route.ts';
import { makeBodyClosable } from './streams/closable-body.ts';

/** A handler that only sees requests the guard let in. `rest` is whatever the platform passes beside the request. */
export type GuardedFetchHandler<Claims extends object, Rest extends readonly unknown[]> = (
  request: Request,
  auth: VerifiedToken<Claims>,
  ...rest: Rest
) => Response | Promise<Response>;

export interface FetchGuard<Claims extends object = Record<never, never>> extends Guard<Claims> {
  /**
   * Protect a handler from `Request` to `Response`. Refusals are answered by the guard; the handler then never runs.
   * Responses that stream events are broken off when the token is revoked; for others that stay open use `guard.watch`.
   *
   * @throws GuardError `invalid_option` for a route that cannot be.
   */
  fetch<Rest extends readonly unknown[]>(
    route: RouteOptions,
    handler: GuardedFetchHandler<Claims, Rest>,
  ): (request: Request, ...rest: Rest) => Promise<Response>;
}

/** Make a guard with a `fetch` method. See `createGuard` of `@latchkey/guard`. */
export function createGuard<Claims extends object>(options: GuardOptionsWithClaims<Claims>): FetchGuard<Claims>;
export function createGuard(options: GuardOptions): FetchGuard;
export function createGuard(options: GuardOptions): FetchGuard {
  return addFetch(createPlainGuard(options));
}

/** Add the `fetch` method to a guard, which may serve other frameworks at the same time. */
export function addFetch<Claims extends object, Base extends Guard<Claims>>(
  guard: Base & Guard<Claims>,
): Base & FetchGuard<Claims> {
  return {
    ...guard,
    fetch(options, handler) {
      const route = guard.route(options);
      return async (request, ...rest) => {
        const decision = await guard.decide(readFetchRequest(request), route);
        if (!decision.allowed) return writeFetchAnswer(guard.answer(decision.problem));
        const response = await handler(request, decision.token, ...rest);
        return makeBodyClosable(request, withCachesOff(response), decision.token, guard);
      };
    },
  };
}
