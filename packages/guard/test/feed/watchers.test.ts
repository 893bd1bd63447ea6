import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as settle } from 'node:timers/promises';
import { type RevocationKind, revocationTarget } from '@latchkey/tokens/revocation-entry';
import { createTargetComputer } from '../../src/feed/token-targets.ts';
import { createWatchers } from '../../src/feed/watchers.ts';
import { createToken } from './sample-token.ts';

function open(): ReturnType<typeof createWatchers> & { revoke(kind: RevocationKind, id: string, seq?: number): void } {
  const watchers = createWatchers(createTargetComputer());
  return {
    ...watchers,
    revoke: (kind, id, seq = 1) =>
      watchers.notify({ seq, kind, target: revocationTarget(kind, id), expiresAtMs: 1_000_000 }),
  };
}

describe('who watches a token', () => {
  it('is called once, whatever of the token is revoked and however often', async () => {
    for (const [kind, id] of [
      ['token', 'grant-1.1'],
      ['grant', 'grant-1'],
      ['session', 'session-1'],
      ['user', 'person-1'],
      ['client', 'client-1'],
      ['key', 'key-1'],
      ['key', 'print-1'],
    ] as const) {
      const { watch, revoke } = open();
      let calls = 0;
      watch(createToken({ keyThumbprint: 'print-1' }), () => {
        calls += 1;
      });
      revoke(kind, 'somebody else');
      await settle();
      assert.equal(calls, 0);
      revoke(kind, id);
      assert.equal(calls, 0, 'not in the middle of taking an entry in');
      revoke(kind, id, 2);
      await settle();
      assert.equal(calls, 1, `${kind} ${id}`);
      revoke('session', 'session-1', 3);
      await settle();
      assert.equal(calls, 1, 'once is enough');
    }
  });

  it('T6 is not called for an entry about the person from before the token', async () => {
    const { watch, revoke } = open();
    let calls = 0;
    watch(createToken({ rev: 5 }), () => {
      calls += 1;
    });
    revoke('user', 'person-1', 5);
    await settle();
    assert.equal(calls, 0);
    revoke('user', 'person-1', 6);
    await settle();
    assert.equal(calls, 1);
  });

  it('is not called after it stopped, while others still are', async () => {
    const { watch, revoke } = open();
    const called: string[] = [];
    const stop = watch(createToken(), () => called.push('first'));
    watch(createToken(), () => called.push('second'));
    stop();
    stop();
    revoke('grant', 'grant-1');
    await settle();
    assert.deepEqual(called, ['second']);
  });
});
