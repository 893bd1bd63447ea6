import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type RevocationKind, revocationTarget } from '@latchkey/tokens/revocation-entry';
import { bucketMs, createRevocationSet, type RevocationSet } from '../../src/feed/revocation-set.ts';
import { createTokenMatcher, type TokenMatcher } from '../../src/feed/token-matcher.ts';
import { createTargetComputer } from '../../src/feed/token-targets.ts';
import { createToken } from './sample-token.ts';

function open(): {
  set: RevocationSet;
  matcher: TokenMatcher;
  revoke(kind: RevocationKind, id: string, seq?: number): void;
} {
  const set = createRevocationSet();
  return {
    set,
    matcher: createTokenMatcher(set, createTargetComputer()),
    revoke(kind, id, seq = 1) {
      set.add({ seq, kind, target: revocationTarget(kind, id), expiresAtMs: 1_000_000 });
    },
  };
}

const rows: readonly (readonly [RevocationKind, string, Parameters<typeof createToken>[0]])[] = [
  ['token', 'grant-1.1', { jti: 'grant-1.1' }],
  ['grant', 'grant-1', { grantId: 'grant-1' }],
  ['session', 'session-1', { sid: 'session-1' }],
  ['user', 'person-1', { sub: 'person-1' }],
  ['client', 'client-1', { clientId: 'client-1' }],
  ['key', 'key-1', { kid: 'key-1' }],
  ['key', 'print-1', { kid: 'key-1', keyThumbprint: 'print-1' }],
];

describe('a token', () => {
  for (const [kind, id, sample] of rows) {
    it(`R2 is revoked by an entry about its ${kind} (${id}), and by none about another`, () => {
      const { matcher, revoke } = open();
      const token = createToken(sample);
      for (const other of rows) revoke(other[0], `other-${other[1]}`);
      assert.equal(matcher.isRevoked(token), false);
      revoke(kind, id);
      assert.equal(matcher.isRevoked(token), true);
      assert.equal(matcher.isRevoked(createToken(sample)), true, 'another object of the same token');
    });

    it(`R2 is not revoked by its ${kind} id (${id}) in an entry of another kind`, () => {
      const { matcher, revoke } = open();
      for (const other of rows) if (other[0] !== kind) revoke(other[0], id);
      const unrelated = { jti: 'j', grantId: 'g', sid: 's', sub: 'u', clientId: 'c', kid: 'k', keyThumbprint: 'p' };
      assert.equal(matcher.isRevoked(createToken({ ...unrelated, ...sample })), false);
    });
  }

  for (const kind of ['user', 'client'] as const) {
    it(`T6 issued before an entry about its ${kind} is revoked, one issued at or after it is not`, () => {
      const { matcher, revoke } = open();
      revoke(kind, kind === 'user' ? 'person-1' : 'client-1', 7);
      assert.equal(matcher.isRevoked(createToken({ rev: 6 })), true);
      assert.equal(matcher.isRevoked(createToken({ rev: 7 })), false);
      assert.equal(matcher.isRevoked(createToken({ rev: 8 })), false);
    });
  }

  it('T6 without `rev` cannot show that it came later, so any entry about its person revokes it', () => {
    const { matcher, revoke } = open();
    revoke('user', 'person-1', 1);
    const token = createToken();
    const { rev: _, ...claims } = token.claims;
    assert.equal(matcher.isRevoked({ ...token, claims: claims as typeof token.claims }), true);
  });

  it('T11 of a client itself is not taken for one of a person of that name', () => {
    const { matcher, revoke } = open();
    revoke('user', 'client-1', 5);
    const own = createToken({ sub: 'client-1', clientId: 'client-1', sid: undefined, grantId: undefined });
    assert.equal(matcher.isRevoked(own), false);
    assert.equal(matcher.isRevoked(createToken({ sub: 'client-1', clientId: 'client-1' })), true);
    assert.equal(matcher.isRevoked(createToken({ sub: 'client-1', clientId: 'other', sid: undefined })), true);
  });

  it('V6 that was clear is judged again when an entry arrives, and only then', () => {
    const { matcher, revoke, set } = open();
    revoke('session', 'somebody');
    const token = createToken();
    let lookups = 0;
    const find = set.findSeq;
    const counting = createTokenMatcher(
      {
        ...set,
        findSeq(target) {
          lookups += 1;
          return find(target);
        },
      },
      createTargetComputer(),
    );
    assert.equal(counting.isRevoked(token), false);
    const afterFirst = lookups;
    for (let index = 0; index < 10; index += 1) counting.isRevoked(token);
    assert.equal(lookups, afterFirst);
    revoke('session', 'session-1');
    assert.equal(counting.isRevoked(token), true);
    assert.equal(matcher.isRevoked(token), true);
  });

  it('has its targets computed once, and only of kinds that have entries', () => {
    const { set, revoke } = open();
    const computed: RevocationKind[] = [];
    const matcher = createTokenMatcher(set, (kind, id) => {
      computed.push(kind);
      return revocationTarget(kind, id);
    });
    const token = createToken();
    const steps = [
      ['session', ['session']],
      ['token', ['session', 'token']],
      ['user', ['session', 'token', 'user']],
    ] as const;
    for (const [kind, expected] of steps) {
      revoke(kind, 'somebody else');
      assert.equal(matcher.isRevoked(token), false);
      assert.deepEqual(computed, expected);
    }
  });

  it('stays revoked for whoever still holds it when its entry has ended', () => {
    const { matcher, revoke, set } = open();
    const token = createToken();
    revoke('session', 'session-1');
    assert.equal(matcher.isRevoked(token), true);
    set.prune(1_000_000 + bucketMs);
    assert.equal(set.size(), 0);
    assert.equal(matcher.isRevoked(token), true);
    revoke('session', 'somebody else');
    assert.equal(matcher.isRevoked(token), true);
  });

  it('V6 asked about while nothing was revoked is found revoked afterwards', () => {
    const { matcher, revoke } = open();
    const token = createToken();
    assert.equal(matcher.isRevoked(token), false);
    revoke('token', 'grant-1.1');
    assert.equal(matcher.isRevoked(token), true);
  });
});

describe('a signing key', () => {
  it('K3 is withdrawn by its kid or its thumbprint', () => {
    const { matcher, revoke } = open();
    assert.equal(matcher.isKeyWithdrawn('key-1', 'print-1'), false);
    revoke('session', 'key-1');
    assert.equal(matcher.isKeyWithdrawn('key-1', 'print-1'), false);
    revoke('key', 'print-1');
    assert.equal(matcher.isKeyWithdrawn('key-1', 'print-1'), true);
    assert.equal(matcher.isKeyWithdrawn('print-1', 'other'), true);
    assert.equal(matcher.isKeyWithdrawn('key-2', 'print-2'), false);
  });
});

describe('the digests of ids', () => {
  it('are the same however often they are asked for, and differ by kind', () => {
    const compute = createTargetComputer();
    for (let round = 0; round < 2; round += 1) {
      for (let index = 0; index < 10_050; index += 1) compute('user', `u${index}`);
      assert.equal(compute('user', 'u1'), revocationTarget('user', 'u1'));
      assert.equal(compute('client', 'u1'), revocationTarget('client', 'u1'));
    }
  });
});
