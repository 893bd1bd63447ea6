import type { RevocationKind } from '@latchkey/tokens/revocation-entry';
import { revocationTarget } from '@latchkey/tokens/revocation-entry';
import type { VerifiedToken } from '../decision.ts';

/** What of a token an entry of a kind can name. At most two: a key goes by its `kid` and by its thumbprint. */
export function listIds(token: VerifiedToken, kind: RevocationKind): readonly string[] {
  const { claims } = token;
  switch (kind) {
    case 'token':
      return [claims.jti];
    case 'grant':
      return token.grantId === undefined ? [] : [token.grantId];
    case 'session':
      return claims.sid === undefined ? [] : [claims.sid];
    case 'user':
      // A client's own token names itself (RFC 9068 §2.2): its `sub` must not be taken for a person.
      return claims.sid === undefined && claims.sub === claims.client_id ? [] : [claims.sub];
    case 'client':
      return [claims.client_id];
    case 'key':
      return token.kid === token.keyThumbprint ? [token.kid] : [token.kid, token.keyThumbprint];
  }
}

/**
 * Whether an entry at a position matches a token that carries its target. People and clients go on after a revocation,
 * so for these it counts which came first: the token or the entry. A token without `rev`, which only another issuer
 * makes, cannot show that it came later.
 */
export function isMatch(kind: RevocationKind, seq: number, token: VerifiedToken): boolean {
  if (kind !== 'user' && kind !== 'client') return true;
  const rev: number | undefined = token.claims.rev;
  return rev === undefined || seq > rev;
}

/** The kinds, those that most often have entries first. */
export const revocationKinds: readonly RevocationKind[] = ['session', 'grant', 'token', 'user', 'client', 'key'];

export type ComputeTarget = (kind: RevocationKind, id: string) => string;

/** Ids that come back in many tokens. Those of tokens and grants come back in few. */
const recurringKinds: ReadonlySet<RevocationKind> = new Set<RevocationKind>(['user', 'client', 'key']);
/** About 2 MB of digests at most. */
const memoSize = 10_000;

/** Targets, with those of ids that recur remembered, since a digest costs about as much as all other rules together. */
export function createTargetComputer(): ComputeTarget {
  const memo = new Map<string, string>();
  return (kind, id) => {
    if (!recurringKinds.has(kind)) return revocationTarget(kind, id);
    // No kind has a space in it, so kind and id cannot run together.
    const key = `${kind} ${id}`;
    let target = memo.get(key);
    if (target === undefined) {
      target = revocationTarget(kind, id);
      if (memo.size >= memoSize) memo.clear();
      memo.set(key, target);
    }
    return target;
  };
}
