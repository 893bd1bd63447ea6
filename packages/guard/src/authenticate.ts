import type { JwsHeader, KnownHeader, ParsedJws } from '@latchkey/tokens/jws/verify';
import type { Problem } from './decision.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { KeyKeeper } from './jwks/key-keeper.ts';
import type { TrustedKey } from './jwks/key-set.ts';
import type { GuardSettings } from './options.ts';
import type { RevocationView } from './revocation-view.ts';
import { readClaims } from './rules/claims-complete.ts';
import { checkNotWithdrawn, findKey } from './rules/known-key.ts';
import { checkTokenSyntax } from './rules/one-token.ts';
import { checkSignature } from './rules/signed.ts';
import { checkForm } from './rules/well-formed.ts';
import type { CachedSignature, SignatureCache } from './signature-cache.ts';

export interface AuthenticationParts {
  readonly settings: GuardSettings;
  readonly keys: KeyKeeper;
  readonly cache: SignatureCache;
  readonly revocations: RevocationView;
}

/** Finds out who signed a token. A promise only when keys must be fetched first. */
export type Authenticate = (text: string) => CachedSignature | Problem | Promise<CachedSignature | Problem>;

/** An issuer has a header for each key; one that varies its headers gains nothing here, and costs next to nothing. */
const maxKnownHeaders = 16;

/** Tell a refusal from what a step returns otherwise: nothing else has a code. */
export function isProblem(value: object): value is Problem {
  return 'code' in value;
}

/**
 * The way from a text to a token whose signature held: form, key, signature, claims, cheap before dear. The result is
 * remembered; whether its key still counts is asked each time.
 */
export function createAuthentication({ settings, keys, cache, revocations }: AuthenticationParts): Authenticate {
  const knownHeaders: KnownHeader[] = [];

  /** Of tokens whose signature held only: nobody else can fill it. */
  function keepHeader(text: string, header: JwsHeader): void {
    if (Object.isFrozen(header)) return;
    if (knownHeaders.length >= maxKnownHeaders) knownHeaders.length = 0;
    // A copy of its own: a slice would keep the whole token in memory.
    const copy = Buffer.from(text.slice(0, text.indexOf('.') + 1), 'latin1').toString('latin1');
    knownHeaders.push({ text: copy, header: deepFreeze(header) });
  }

  function verify(text: string, parsed: ParsedJws, key: TrustedKey | Problem): CachedSignature | Problem {
    if (isProblem(key)) return key;
    const problem = checkNotWithdrawn(key, revocations) ?? checkSignature(parsed, key);
    if (problem !== undefined) return problem;
    const token = readClaims(parsed.claims, key, settings.parseClaims);
    if (isProblem(token)) return token;
    const signature: CachedSignature = { token, key };
    cache.add(text, signature);
    keepHeader(text, parsed.header);
    return signature;
  }

  return (text) => {
    const cached = cache.find(text);
    if (cached !== undefined) {
      if (keys.isCurrent(cached.key)) return checkNotWithdrawn(cached.key, revocations) ?? cached;
      cache.drop(text);
    }
    const parsed = checkForm(text, settings.maxTokenBytes, knownHeaders);
    // What is well-formed has the right characters; only what is not needs to be told from bad syntax.
    if (isProblem(parsed)) return checkTokenSyntax(text) ?? parsed;
    const key = findKey(keys, parsed.header.kid, parsed.header.alg);
    return key instanceof Promise ? key.then((found) => verify(text, parsed, found)) : verify(text, parsed, key);
  };
}
