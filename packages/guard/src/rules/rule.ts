import type { Problem, VerifiedToken } from '../decision.ts';
import type { Introspector } from '../introspection/index.ts';
import type { GuardSettings } from '../options.ts';
import type { RevocationView } from '../revocation-view.ts';
import type { Route } from '../route.ts';

/** All that a rule may look at. Its signature has held; nothing else about the token has been judged yet. */
export interface Judgement {
  readonly token: VerifiedToken;
  /** The token as sent, for introspection alone. */
  readonly text: string;
  readonly route: Route;
  /** Seconds since the Unix epoch, with fractions. */
  readonly nowSeconds: number;
  readonly settings: GuardSettings;
  readonly revocations: RevocationView;
  readonly introspector: Introspector | undefined;
}

/** What a rule is called and what it demands, for `explain`. */
export interface RuleDescription {
  readonly name: string;
  readonly demands: string;
}

/** One thing a token must satisfy on every request. */
export interface Rule extends RuleDescription {
  /** Undefined when satisfied. A promise only when the authority must be asked. */
  check(judgement: Judgement): Problem | undefined | Promise<Problem | undefined>;
}
