import type { RevocationKind } from '@latchkey/tokens/revocation-entry';
import type { VerifiedToken } from '../decision.ts';
import type { RevocationSet } from './revocation-set.ts';
import { type ComputeTarget, isMatch, listIds, revocationKinds } from './token-targets.ts';

/** Asks the set about tokens and keys. */
export interface TokenMatcher {
  isRevoked(token: VerifiedToken): boolean;
  isKeyWithdrawn(kid: string, thumbprint: string): boolean;
}

/** What is remembered of a token for as long as somebody holds it. */
interface TokenRecord {
  /** Its targets, of the kinds that were needed so far. */
  readonly targets: Map<RevocationKind, readonly string[]>;
  /** The set's version at which it was clear. */
  clearAtVersion: number;
  isRevoked: boolean;
}

/**
 * Match tokens against a set. A token that is asked about again costs one comparison as long as nothing was added:
 * entries that end cannot make it match, and one that matched once has ended itself before its entry does.
 */
export function createTokenMatcher(set: RevocationSet, computeTarget: ComputeTarget): TokenMatcher {
  const records = new WeakMap<VerifiedToken, TokenRecord>();

  function matchesKind(token: VerifiedToken, record: TokenRecord, kind: RevocationKind): boolean {
    if (set.count(kind) === 0) return false;
    let targets = record.targets.get(kind);
    if (targets === undefined) {
      targets = listIds(token, kind).map((id) => computeTarget(kind, id));
      record.targets.set(kind, targets);
    }
    for (const target of targets) {
      const seq = set.findSeq(target);
      if (seq !== undefined && isMatch(kind, seq, token)) return true;
    }
    return false;
  }

  return {
    isRevoked(token) {
      const version = set.version();
      let record = records.get(token);
      if (record === undefined) {
        if (set.size() === 0) return false;
        record = { targets: new Map(), clearAtVersion: -1, isRevoked: false };
        records.set(token, record);
      } else if (record.clearAtVersion === version || record.isRevoked) {
        return record.isRevoked;
      }
      for (const kind of revocationKinds) {
        if (matchesKind(token, record, kind)) {
          record.isRevoked = true;
          return true;
        }
      }
      record.clearAtVersion = version;
      return false;
    },
    isKeyWithdrawn(kid, thumbprint) {
      if (set.count('key') === 0) return false;
      const names = kid === thumbprint ? [kid] : [kid, thumbprint];
      return names.some((name) => set.findSeq(computeTarget('key', name)) !== undefined);
    },
  };
}
