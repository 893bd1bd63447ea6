import { createAuthentication, isProblem } from './authenticate.ts';
import type { Decision, Problem } from './decision.ts';
import { explainDecision } from './explain.ts';
import type { Guard } from './guard.ts';
import { GuardError } from './guard-error.ts';
import type { Introspector } from './introspection/index.ts';
import { judge } from './judge.ts';
import type { KeyKeeper } from './jwks/key-keeper.ts';
import type { GuardSettings } from './options.ts';
import { createAnswer } from './respond.ts';
import type { RevocationView } from './revocation-view.ts';
import { createRoute, type Route } from './route.ts';
import { extractToken } from './rules/one-token.ts';
import type { Judgement } from './rules/rule.ts';
import { tokenRules } from './rules/table.ts';
import { type CachedSignature, createSignatureCache, noSignatureCache } from './signature-cache.ts';

/** What a guard is made of. */
export interface GuardParts {
  readonly settings: GuardSettings;
  readonly keys: KeyKeeper;
  readonly revocations: RevocationView;
  readonly introspector: Introspector | undefined;
  ready(): Promise<void>;
  close(): void;
}

/** Put a guard together from its parts. It decides in memory, and returns a promise only when something must be fetched. */
export function assembleGuard(parts: GuardParts): Guard {
  const { settings, keys, revocations, introspector } = parts;
  const cache =
    settings.signatureCacheEntries === 0 ? noSignatureCache : createSignatureCache(settings.signatureCacheEntries);
  const authenticate = createAuthentication({ settings, keys, cache, revocations });
  const anyRoute = createRoute({}, settings);

  function decideOn(text: string, route: Route, signature: CachedSignature | Problem): Decision | Promise<Decision> {
    if (isProblem(signature)) return { allowed: false, problem: signature };
    const { token } = signature;
    const nowSeconds = settings.clock.nowMs() / 1000;
    const judgement: Judgement = { token, text, route, nowSeconds, settings, revocations, introspector };
    const outcome = judge(tokenRules, judgement);
    if (outcome === undefined) return { allowed: true, token };
    if (!(outcome instanceof Promise)) return { allowed: false, problem: outcome };
    return outcome.then((problem) => (problem === undefined ? { allowed: true, token } : { allowed: false, problem }));
  }

  function decideToken(text: string, route: Route): Decision | Promise<Decision> {
    const signature = authenticate(text);
    return signature instanceof Promise
      ? signature.then((settled) => decideOn(text, route, settled))
      : decideOn(text, route, signature);
  }

  const guard: Guard = {
    route: (options = {}) => createRoute(options, settings),
    decide(request, route = anyRoute) {
      const extracted = extractToken(request);
      return typeof extracted === 'string' ? decideToken(extracted, route) : { allowed: false, problem: extracted };
    },
    auth({ auth }) {
      if (auth !== undefined) return auth;
      throw new GuardError(
        'not_guarded',
        'No guard stands before this route: put one there, or do not ask for its token',
      );
    },
    answer: (problem) => createAnswer(problem, settings),
    async explain(token, route = anyRoute) {
      return explainDecision(await guard.decide({ authorization: `Bearer ${token}`, query: undefined }, route));
    },
    watch: (token, onRevoked) => revocations.watch(token, onRevoked),
    isRevoked: (token) => revocations.isRevoked(token) || revocations.isKeyWithdrawn(token.kid, token.keyThumbprint),
    followsRevocations: settings.credentials !== undefined,
    ready: () => parts.ready(),
    close: () => parts.close(),
  };
  return Object.freeze(guard);
}
