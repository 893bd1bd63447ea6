import type { RevocationKind } from '@latchkey/tokens/revocation-entry';
import { revocationTarget } from '@latchkey/tokens/revocation-entry';
import type { VerifiedToken } from '../decision.ts';

/** The kinds of which a token has one id at most: all but its key, which goes by its `kid` and by its thumbprint. */
export type IdKind = Exclude<RevocationKind, 'key'>;

/** Those that most often have entries first. */
export const idKinds: readonly IdKind[] = ['session', 'grant', 'token', 'user', 'client'];

/** What of a token an entry of a kind can name; undefined when the token has nothing of the kind. */
export function readId(token: VerifiedToken, kind: IdKind): string | undefined {
  const { claims } = token;
  switch (kind) {
    case 'token':
      return claims.jti;
    case 'grant':
      return token.grantId;
    case 'session':
      return claims.sid;
    case 'user':
      // A client's own token names itself (RFC 9068 §2.2): its `sub` must not be taken for a person.
      return claims.sid === undefined && claims.sub === claims.client_id ? undefined : claims.sub;
    case 'client':
      return claims.client_id;
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

export type ComputeTarget = (kind: RevocationKind, id: string) => string;

/** Everything that an entry which concerns a token can name. */
export function listTargets(token: VerifiedToken, computeTarget: ComputeTarget): readonly string[] {
  const targets = new Set([computeTarget('key', token.kid), computeTarget('key', token.keyThumbprint)]);
  for (const kind of idKinds) {
    const id = readId(token, kind);
    if (id !== undefined) targets.add(computeTarget(kind, id));
  }
  return [...targets];
}

/** For each kind about 2 MB of digests at most; only people come to so many. */
const memoSize = 10_000;

/**
 * Targets, with those of ids that come back in many tokens remembered, since a digest costs about as much as all other
 * rules together. Ids of tokens, grants and sessions come back in few.
 */
export function createTargetComputer(): ComputeTarget {
  const memos: Partial<Record<RevocationKind, Map<string, string>>> = {
    user: new Map(),
    client: new Map(),
    key: new Map(),
  };
  return (kind, id) => {
    const memo = memos[kind];
    if (memo === undefined) return revocationTarget(kind, id);
    let target = memo.get(id);
    if (target === undefined) {
      target = revocationTarget(kind, id);
      if (memo.size >= memoSize) memo.clear();
      memo.set(id, target);
    }
    return target;
  };
}
