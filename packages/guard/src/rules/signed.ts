import { isJwsSignedBy, type ParsedJws } from '@latchkey/tokens/jws/verify';
import type { Problem } from '../decision.ts';
import type { TrustedKey } from '../jwks/key-set.ts';
import type { RuleDescription } from './rule.ts';

export const signed: RuleDescription = { name: 'signed', demands: 'the signature of that key' };

/** @see RFC 7515 §5.2 */
export function checkSignature(parsed: ParsedJws, key: TrustedKey): Problem | undefined {
  if (isJwsSignedBy(parsed, key)) return undefined;
  return { code: 'invalid_token', rule: signed.name, detail: 'the key did not sign this' };
}
