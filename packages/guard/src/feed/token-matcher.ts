import type { VerifiedToken } from '../decision.ts';
import type { RevocationSet } from './revocation-set.ts';
import { type ComputeTarget, type IdKind, idKinds, isMatch, readId } from './token-targets.ts';

/** Asks the set about tokens and keys. */
export interface TokenMatcher {
  isRevoked(token: VerifiedToken): boolean;
  isKeyWithdrawn(kid: string, thumbprint: string): boolean;
}

/** What is remembered of a token for as long as somebody holds it; by kind its targets, as far as they were needed. */
interface TokenRecord extends Record<IdKind, string | undefined> {
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

  function findTarget(token: VerifiedToken, record: TokenRecord, kind: IdKind): string | undefined {
    const known = record[kind];
    if (known !== undefined) return known;
    const id = readId(token, kind);
    if (id === undefined) return undefined;
    const target = computeTarget(kind, id);
    record[kind] = target;
    return target;
  }

  function matchesKind(token: VerifiedToken, record: TokenRecord, kind: IdKind): boolean {
    if (set.count(kind) === 0) return false;
    const target = findTarget(token, record, kind);
    const seq = target === undefined ? undefined : set.findSeq(target);
    return seq !== undefined && isMatch(kind, seq, token);
  }

  function matches(token: VerifiedToken, record: TokenRecord): boolean {
    for (const kind of idKinds) if (matchesKind(token, record, kind)) return true;
    return isKeyWithdrawn(token.kid, token.keyThumbprint);
  }

  function isKeyWithdrawn(kid: string, thumbprint: string): boolean {
    if (set.count('key') === 0) return false;
    if (set.findSeq(computeTarget('key', kid)) !== undefined) return true;
    return thumbprint !== kid && set.findSeq(computeTarget('key', thumbprint)) !== undefined;
  }

  return {
    isRevoked(token) {
      const version = set.version();
      let record = records.get(token);
      if (record === undefined) {
        if (set.size() === 0) return false;
        record = createRecord();
        records.set(token, record);
      } else if (record.clearAtVersion === version || record.isRevoked) {
        return record.isRevoked;
      }
      if (matches(token, record)) record.isRevoked = true;
      else record.clearAtVersion = version;
      return record.isRevoked;
    },
    isKeyWithdrawn,
  };
}

/** With every member from the beginning: an object that grows one by one takes longer to make and to read. */
function createRecord(): TokenRecord {
  return {
    clearAtVersion: -1,
    isRevoked: false,
    session: undefined,
    grant: undefined,
    token: undefined,
    user: undefined,
    client: undefined,
  };
}
