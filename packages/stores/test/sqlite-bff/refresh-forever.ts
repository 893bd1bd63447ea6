/**
 * A process of a browser proxy that refreshes one session again and again until its standard input ends, or it is
 * killed. It begins when something comes in there. What it was answered is written to standard output, past any buffer,
 * before it goes on: `open`, `claimed <version>`, `replaced <new version> <tokens in hex>`.
 *
 * Arguments: file, session digest, lease in milliseconds, and `hold` to claim once and never let go.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { BffSessionStore, SessionDigest } from '@latchkey/bff/store';
import { openSqliteBffStore } from '@latchkey/stores/sqlite-bff';
import { writeLine } from '../sqlite/write-line.ts';

interface Task {
  readonly sessionDigest: SessionDigest;
  readonly leaseMs: number;
  readonly hold: boolean;
}

async function refreshUntilTold(store: BffSessionStore, task: Task): Promise<void> {
  const { sessionDigest, leaseMs } = task;
  let version = 0;
  while (!process.stdin.readableEnded) {
    const claimId = randomUUID();
    const claim = await store.claimRefresh({ sessionDigest, version, claimId, leaseMs });
    if (claim.status === 'gone') throw new Error('The session is gone.');
    if (claim.status === 'newer') version = claim.session.version;
    if (claim.status === 'busy') await wait(1);
    if (claim.status !== 'claimed') continue;
    writeLine(`claimed ${version}\n`);
    if (task.hold) return;
    const sealedTokens = new Uint8Array(randomBytes(64));
    const outcome = await store.replaceTokens({ sessionDigest, version, claimId, sealedTokens });
    if (outcome !== 'replaced') continue;
    version += 1;
    writeLine(`replaced ${version} ${Buffer.from(sealedTokens).toString('hex')}\n`);
  }
}

const [file, digest, leaseMs, hold] = process.argv.slice(2);
if (file === undefined || digest === undefined) throw new Error('Name a database file and a session.');
const store = await openSqliteBffStore({ file });
writeLine('open\n');
await once(process.stdin, 'data');
await refreshUntilTold(store, {
  sessionDigest: digest as SessionDigest,
  leaseMs: Number(leaseMs),
  hold: hold === 'hold',
});
if (hold === 'hold') setInterval(() => {}, 1_000);
else await store.close();
