import type { JsonObject } from '@latchkey/tokens/json';
import type { Problem, VerifiedToken } from '../decision.ts';
import type { TrustedKey } from '../jwks/key-set.ts';
import { createVerifiedToken, type ParseClaims } from '../verified-token.ts';
import type { RuleDescription } from './rule.ts';

export const claimsComplete: RuleDescription = {
  name: 'claims-complete',
  demands: 'the claims of RFC 9068 in their shapes, and what parseClaims wants',
};

/** @see RFC 9068 §2.2 */
export function readClaims(
  claims: JsonObject,
  key: TrustedKey,
  parseOwnClaims: ParseClaims | undefined,
): VerifiedToken | Problem {
  return (
    createVerifiedToken(claims, key, parseOwnClaims) ?? {
      code: 'invalid_token',
      rule: claimsComplete.name,
      detail: 'a claim of RFC 9068 is missing or of the wrong shape, or parseClaims refused',
    }
  );
}
