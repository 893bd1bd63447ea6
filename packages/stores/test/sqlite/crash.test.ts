import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type AuthorityStore, createClock, createSharedOffset } from '@latchkey/server/store';
import { testSeed } from '@latchkey/testing/run';
import { app, declareClients, hourMs } from '../../src/contract/scenario.ts';
import { beginGrant, createPerson, type IssuedGrant, refresh, signIn } from '../../src/contract/steps.ts';
import { authoritySchema } from '../../src/sqlite/schema.ts';
import { openConnection } from '../../src/sqlite-engine/connection.ts';
import { openEngine } from '../../src/sqlite-engine/engine.ts';
import { askEngine } from './open-engine.ts';
import { createFolder } from './open-temporary.ts';
import { createRandom } from './random.ts';
import type { ClientStates } from './rotate-forever.ts';
import { killHard, startChild } from './start-child.ts';

const kills = 100;
const clientCount = 24;
/** Between a kill and the next opening, by the store's clock; far longer than the overlap of 30 seconds. */
const downtimeMs = hourMs;
/** One kill in so many comes while the store is being opened, the others while it is at full speed. */
const killEarlyOneIn = 8;

interface Client {
  readonly grant: IssuedGrant;
  /** Of the newest token it was answered with. */
  acknowledged: number;
}

/** Let a child refresh for the clients and kill it; answers how many refreshes it told of. */
async function rotateAndKill(
  file: string,
  states: ClientStates,
  clients: readonly Client[],
  random: () => number,
): Promise<number> {
  const statesFile = `${file}.states.json`;
  writeFileSync(statesFile, JSON.stringify(states));
  const child = startChild('rotate-forever.ts', [file, statesFile]);
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk.toString('latin1');
  });
  const ended = once(child.stdout, 'end');
  if (random() < 1 / killEarlyOneIn) await wait(random() * 400);
  else {
    await Promise.race([once(child.stdout, 'data'), ended]);
    await wait(random() * 80);
  }
  await killHard(child);
  assert.equal(child.signalCode, 'SIGKILL', 'the child ended by itself');
  await ended;
  const lines = told.split('\n').slice(0, -1);
  for (const line of lines) {
    const [index, generation] = line.split(' ').map(Number);
    const client = clients[index ?? -1];
    assert.ok(client !== undefined && generation === client.acknowledged + 1, `line ${line}`);
    client.acknowledged = generation;
  }
  return lines.length;
}

interface OpenedAgain {
  readonly store: AuthorityStore;
  readonly db: DatabaseSync;
}

/** Open what the crash left, in this process, and look at it. */
async function lookAt<Found>(
  file: string,
  offsetMs: number,
  look: (opened: OpenedAgain) => Promise<Found>,
): Promise<Found> {
  const offset = createSharedOffset();
  Atomics.store(offset, 0, BigInt(offsetMs));
  const connection = openConnection(file, 'alone');
  const engine = openEngine({ schema: authoritySchema, connection, clock: createClock(offset), pruneRows: 500 });
  try {
    return await look({ store: askEngine(engine), db: connection.db });
  } finally {
    engine.close();
  }
}

/** One client goes on after a crash. Answers whether a refresh had been committed that it was not told of. */
async function goOn(store: AuthorityStore, client: Client): Promise<boolean> {
  const { grant, acknowledged } = client;
  const answered = (result: Awaited<ReturnType<typeof refresh>>): readonly [string, number | undefined] => [
    result.status,
    'generation' in result ? result.generation : undefined,
  ];
  // The answer before the last may have been the one that was lost: then the client holds the parent.
  if (acknowledged > 0) {
    const [status, generation = -1] = answered(await refresh(store, grant, acknowledged - 1));
    assert.equal(status, 'replayed', 'the parent of the last acknowledged token');
    assert.ok(generation === acknowledged || generation === acknowledged + 1, `${generation} after ${acknowledged}`);
  }
  const [status, generation = -1] = answered(await refresh(store, grant, acknowledged));
  const untold = status === 'replayed';
  assert.ok(untold || status === 'rotated', `the last acknowledged token was answered ${status}`);
  assert.equal(
    generation,
    acknowledged + 1,
    'an acknowledged rotation was lost, or one was made that nobody asked for',
  );
  // Whichever token it presents, there is one chain and this is its head.
  for (const earlier of [acknowledged - 1, acknowledged].filter((one) => one >= 0)) {
    assert.deepEqual(answered(await refresh(store, grant, earlier)), ['replayed', generation]);
  }
  assert.equal((await refresh(store, grant, generation + 1)).status, 'ahead');
  client.acknowledged = generation;
  return untold;
}

describe('a store that is killed', () => {
  it(`T4 loses no acknowledged rotation and forks no chain, ${kills} times`, { timeout: 600_000 }, async () => {
    const seed = testSeed();
    const random = createRandom(seed);
    const folder = createFolder();
    const file = join(folder.path, 'store.sqlite');
    let offsetMs = 0;
    const clients = await lookAt(file, offsetMs, async ({ store }) => {
      await declareClients(store, [app]);
      const browser = await signIn(store, await createPerson(store));
      const begun: Client[] = [];
      for (let index = 0; index < clientCount; index += 1) {
        begun.push({ grant: await beginGrant(store, browser), acknowledged: 0 });
      }
      return begun;
    });
    const totals = { kills: 0, silentKills: 0, acknowledged: 0, committedUntold: 0 };
    for (let kill = 0; kill < kills; kill += 1) {
      const states: ClientStates = {
        offsetMs,
        clients: clients.map(({ grant, acknowledged }) => ({
          grant,
          handle: Buffer.from(grant.handleHash).toString('hex'),
          generation: acknowledged,
        })),
      };
      const acknowledged = await rotateAndKill(file, states, clients, random);
      totals.kills += 1;
      totals.acknowledged += acknowledged;
      if (acknowledged === 0) totals.silentKills += 1;
      offsetMs += downtimeMs;
      await lookAt(file, offsetMs, async ({ store, db }) => {
        assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
        for (const client of clients) if (await goOn(store, client)) totals.committedUntold += 1;
        assert.equal((await store.readRevocationLog(0)).head.seq, 0, 'nothing was taken for theft');
      });
    }
    console.log(`crash test, seed ${seed}: ${JSON.stringify(totals)}`);
    assert.ok(totals.acknowledged > kills * clientCount, 'the child was not at full speed');
    folder.remove();
  });
});
