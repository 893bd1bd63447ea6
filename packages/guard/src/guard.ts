import type { Decision, Problem, VerifiedToken } from './decision.ts';
import type { Explanation } from './explain.ts';
import type { Answer } from './respond.ts';
import type { Route, RouteOptions } from './route.ts';
import type { GuardRequest } from './rules/one-token.ts';

/** Keeps an API: decides on requests, says how to answer those it refuses. One per API and issuer; knows no framework. */
export interface Guard<Claims extends object = Record<never, never>> {
  /**
   * Check what a route demands, once, when the route is made.
   *
   * @throws GuardError `invalid_option` naming the option and the remedy.
   */
  route(options?: RouteOptions): Route;
  /**
   * Judge a request. Synchronous whenever keys and revocations are in memory; a promise only when something must be fetched
   * first. Neither throws nor rejects.
   *
   * Does not look at the body, the method, or the address of the caller.
   *
   * @param route - from {@link Guard.route}. Default: a valid token will do.
   */
  decide(request: GuardRequest, route?: Route): Decision<Claims> | Promise<Decision<Claims>>;
  /**
   * The token that let a request in, as Express and Fastify handlers find it in `request.auth`, but never undefined and with
   * the application's own claims typed.
   *
   * @throws GuardError `not_guarded` on a route that no guard stands before.
   */
  auth(request: { readonly auth?: VerifiedToken | undefined }): VerifiedToken<Claims>;
  /** How to answer a refusal: status, headers, body. The problem's `detail` is not in it. */
  answer(problem: Problem): Answer;
  /** Say which rule decides on a token and why, without repeating the token or anything it says. */
  explain(token: string, route?: Route): Promise<Explanation>;
  /**
   * Call back once when a token that was let in is revoked: for WebSockets and other things that outlive a request.
   * Adapters do it for responses. Returns how to stop. Without `credentials` it never calls.
   */
  watch(token: VerifiedToken, onRevoked: () => void): () => void;
  /** Whether a revocation or a withdrawn key that matches is known now. */
  isRevoked(token: VerifiedToken): boolean;
  /** Whether there is a feed to learn of revocations from. */
  readonly followsRevocations: boolean;
  /**
   * Resolves when keys and revocations are in memory. Calling it is optional: until then requests are answered 503.
   *
   * @throws GuardError `not_ready` after ten seconds, saying what is missing; `closed`.
   */
  ready(): Promise<void>;
  /** Stop following revocations. Decisions go on with what is known, as it ages. */
  close(): void;
}
