import { accessTokenTyp } from '@latchkey/tokens/access-token';
import { isJwsOfType, type KnownHeader, type ParsedJws, parseJws } from '@latchkey/tokens/jws/verify';
import type { Problem } from '../decision.ts';
import type { RuleDescription } from './rule.ts';

export const wellFormed: RuleDescription = {
  name: 'well-formed',
  demands: 'a compact JWS in its one canonical spelling, of type at+jwt, with a kid, no own key and no extension',
};

/**
 * Take a token apart. The type keeps ID tokens and everything else an issuer signs from passing for access tokens.
 *
 * @see RFC 9068 §4, RFC 8725 §3.11
 */
export function checkForm(text: string, maxBytes: number, knownHeaders: readonly KnownHeader[]): ParsedJws | Problem {
  const parsed = parseJws(text, { maxBytes, knownHeaders });
  if (!parsed.ok) return createRefusal(formFailures[parsed.reason]);
  return isJwsOfType(parsed, accessTokenTyp) ? parsed : createRefusal(formFailures.typ);
}

const formFailures = {
  malformed: 'it is not a compact JWS in canonical spelling with alg and kid and without a key of its own',
  too_large: 'it is longer than maxTokenBytes',
  typ: 'its type is not at+jwt: it may be an ID token, or an issuer that does not follow RFC 9068',
  crit: 'it demands an extension',
} as const;

function createRefusal(detail: string): Problem {
  return { code: 'invalid_token', rule: wellFormed.name, detail };
}
