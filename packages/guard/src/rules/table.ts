import { alreadyValid } from './already-valid.ts';
import { audience } from './audience.ts';
import { claimsComplete } from './claims-complete.ts';
import { issuer } from './issuer.ts';
import { knownKey } from './known-key.ts';
import { notExpired } from './not-expired.ts';
import { notRevoked } from './not-revoked.ts';
import { oneToken } from './one-token.ts';
import { permission } from './permission.ts';
import { recentSignIn } from './recent-sign-in.ts';
import { recentToken } from './recent-token.ts';
import type { Rule, RuleDescription } from './rule.ts';
import { scope } from './scope.ts';
import { shortLived } from './short-lived.ts';
import { signed } from './signed.ts';
import { strongSignIn } from './strong-sign-in.ts';
import { wellFormed } from './well-formed.ts';

/**
 * Rules about a signed token, in order: each is judged anew on every request, also when the signature was remembered. The
 * first that is not satisfied decides. None leaves the process but the last, which may ask the authority.
 */
export const tokenRules: readonly Rule[] = [
  issuer,
  audience,
  notExpired,
  alreadyValid,
  shortLived,
  recentToken,
  recentSignIn,
  strongSignIn,
  scope,
  permission,
  notRevoked,
];

/**
 * Everything a request goes through, in order. The first five take a text and return a token whose signature held
 * (authenticate.ts); only their result is ever remembered.
 */
export const ruleOrder: readonly RuleDescription[] = [
  oneToken,
  wellFormed,
  knownKey,
  signed,
  claimsComplete,
  ...tokenRules,
];
