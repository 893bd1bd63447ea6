import type { Problem } from '../decision.ts';
import type { KeyKeeper, KeyLookup } from '../jwks/key-keeper.ts';
import type { TrustedKey } from '../jwks/key-set.ts';
import type { RevocationView } from '../revocation-view.ts';
import type { RuleDescription } from './rule.ts';

export const knownKey: RuleDescription = {
  name: 'known-key',
  demands: 'a key of the issuer with that kid and that one algorithm, which has not been withdrawn',
};

/** The key that a token names, from memory unless a fetch is due. */
export function findKey(
  keys: KeyKeeper,
  kid: string,
  alg: string,
): TrustedKey | Problem | Promise<TrustedKey | Problem> {
  const lookup = keys.find(kid, alg);
  return lookup instanceof Promise ? lookup.then(readLookup) : readLookup(lookup);
}

function readLookup(lookup: KeyLookup): TrustedKey | Problem {
  switch (lookup.status) {
    case 'found':
      return lookup.key;
    case 'unknown':
      return { code: 'invalid_token', rule: knownKey.name, detail: 'the issuer has no such key for that algorithm' };
    case 'unavailable':
      return { code: 'keys_unavailable', rule: knownKey.name, retryAfterSeconds: lookup.retryAfterSeconds };
  }
}

/** A withdrawn key counts for nothing, whatever key set was fetched since: whoever has it could sign anything. */
export function checkNotWithdrawn(key: TrustedKey, revocations: RevocationView): Problem | undefined {
  if (!revocations.isKeyWithdrawn(key.kid, key.thumbprint)) return undefined;
  return { code: 'revoked', rule: knownKey.name, detail: 'the key has been withdrawn' };
}
