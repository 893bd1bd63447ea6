import assert from 'node:assert/strict';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { SessionDigest } from '@latchkey/bff/store';
import { testSeed } from '@latchkey/testing/run';
import { begin, claim, hourMs, replace } from '../../src/contract/bff/scenario.ts';
import { createRandom } from '../sqlite/random.ts';
import { type Child, killHard, startChild } from '../sqlite/start-child.ts';
import { type TemporaryBffStore, withTemporary } from './open-temporary.ts';

/** A process that refreshes one session, with what it has told. */
interface Refresher {
  readonly child: Child;
  readonly lines: string[];
  readonly ended: Promise<unknown>;
  /** Waits until it has told something that begins so, once or as often as is said. */
  waitFor(beginning: string, times?: number): Promise<void>;
}

function startRefresher(file: string, digest: SessionDigest, ...args: readonly (string | number)[]): Refresher {
  const child = startChild('../sqlite-bff/refresh-forever.ts', [file, digest, ...args.map(String)]);
  const lines: string[] = [];
  let unfinished = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (unfinished + chunk.toString('latin1')).split('\n');
    unfinished = parts.pop() ?? '';
    lines.push(...parts);
  });
  const ended = once(child.stdout, 'end');
  return {
    child,
    lines,
    ended,
    async waitFor(beginning, times = 1) {
      while (lines.filter((line) => line.startsWith(beginning)).length < times) {
        assert.equal(child.exitCode, null, 'the child ended by itself');
        await wait(1);
      }
    },
  };
}

/** All are open before any begins, so that they race from the first refresh on. */
async function letGo(refreshers: readonly Refresher[]): Promise<void> {
  await Promise.all(refreshers.map((one) => one.waitFor('open')));
  for (const { child } of refreshers) child.stdin.write('go\n');
}

/** What was told after a word, by all, sorted by version: `<version>` and what else stood in the line. */
function collect(refreshers: readonly Refresher[], word: string): readonly (readonly [number, string])[] {
  return refreshers
    .flatMap(({ lines }) => lines.map((line) => line.split(' ')))
    .filter(([first]) => first === word)
    .map(([, version, rest]): readonly [number, string] => [Number(version), rest ?? ''])
    .toSorted(([one], [other]) => one - other);
}

async function readTokens(opened: TemporaryBffStore, digest: SessionDigest): Promise<readonly [number, string]> {
  const session = await opened.store.findSession(digest, { touch: false });
  assert.ok(session);
  return [session.version, Buffer.from(session.sealedTokens).toString('hex')];
}

describe('several processes on one file', () => {
  it('B4 let exactly one refresh each version, and keep what it got', { timeout: 120_000 }, () =>
    withTemporary(async (opened) => {
      const digest = await begin(opened.store);
      const refreshers = Array.from({ length: 4 }, () => startRefresher(opened.file, digest, hourMs));
      await letGo(refreshers);
      // Whom the machine lets run is its own business: they go on until each has won often.
      await Promise.all(refreshers.map((one) => one.waitFor('replaced', 20)));
      for (const { child } of refreshers) child.stdin.end();
      await Promise.all(refreshers.map(({ ended }) => ended));
      for (const { child } of refreshers) {
        if (child.exitCode === null) await once(child, 'exit');
        assert.equal(child.exitCode, 0);
      }
      const replaced = collect(refreshers, 'replaced');
      const expected = replaced.map((_, version) => version);
      // Nobody died and the lease is long: who claims a version replaces it.
      assert.deepEqual(
        collect(refreshers, 'claimed').map(([version]) => version),
        expected,
      );
      assert.deepEqual(
        replaced.map(([version]) => version - 1),
        expected,
      );
      assert.deepEqual(await readTokens(opened, digest), replaced.at(-1));
    }),
  );

  it('B4 wait for a holder that was killed no longer than its lease', { timeout: 60_000 }, () =>
    withTemporary(async (opened) => {
      const digest = await begin(opened.store);
      const holder = startRefresher(opened.file, digest, hourMs, 'hold');
      await letGo([holder]);
      await holder.waitFor('claimed 0');
      await killHard(holder.child);
      assert.equal((await claim(opened.store, digest, 'mine')).status, 'busy');
      Atomics.add(opened.clockOffset, 0, BigInt(hourMs));
      assert.equal((await claim(opened.store, digest, 'mine')).status, 'claimed');
      assert.equal(await replace(opened.store, digest, 'mine'), 'replaced');
    }),
  );

  it('B4 lose no acknowledged tokens when one after the other is killed', { timeout: 300_000 }, () =>
    withTemporary(async (opened) => {
      const seed = testSeed();
      const random = createRandom(seed);
      const kills = 25;
      const digest = await begin(opened.store);
      const start = (): Refresher => startRefresher(opened.file, digest, 100);
      const all = [start(), start()];
      const running = [...all];
      await letGo(running);
      const acknowledged = new Map<number, string>();
      for (let kill = 0; kill < kills; kill += 1) {
        await Promise.all(running.map((one) => one.waitFor('replaced')));
        await wait(random() * 40);
        const victim = running.splice(Math.floor(random() * running.length), 1)[0];
        assert.ok(victim);
        await killHard(victim.child);
        assert.equal(victim.child.signalCode, 'SIGKILL', 'the child ended by itself');
        const next = start();
        all.push(next);
        running.push(next);
        await letGo([next]);
      }
      await Promise.all(running.map(({ child }) => killHard(child)));
      await Promise.all(all.map(({ ended }) => ended));
      for (const [version, tokens] of collect(all, 'replaced')) {
        assert.equal(acknowledged.get(version), undefined, `version ${version} was given to two`);
        acknowledged.set(version, tokens);
      }
      const newest = Math.max(...acknowledged.keys());
      const [version, tokens] = await readTokens(opened, digest);
      assert.ok(version >= newest, `version ${newest} was acknowledged, ${version} is kept`);
      // Nobody was told of a version only when its process was killed between commit and answer.
      assert.ok(version - acknowledged.size <= kills + 2, `${version} versions, ${acknowledged.size} acknowledged`);
      if (version === newest) assert.equal(tokens, acknowledged.get(newest));
      const db = new DatabaseSync(opened.file, { readOnly: true });
      assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
      db.close();
      console.log(`killed ${kills} refreshers, seed ${seed}: ${acknowledged.size} of ${version} acknowledged`);
    }),
  );
});
