/**
 * A process that refreshes for many clients at full speed until it is killed. Before a client asks again, what it was
 * answered is written to standard output, past any buffer: `<client> <generation>`.
 */
import { readFileSync } from 'node:fs';
import { createSharedOffset } from '@latchkey/server/store';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { type IssuedGrant, refresh } from '../../src/contract/steps.ts';
import { writeLine } from './write-line.ts';

/** What the clients of one run hold. */
export interface ClientStates {
  readonly offsetMs: number;
  readonly clients: readonly { readonly grant: IssuedGrant; readonly handle: string; readonly generation: number }[];
}

if (import.meta.main) {
  const [file, statesFile] = process.argv.slice(2);
  if (file === undefined || statesFile === undefined) throw new Error('Name a database file and a file of states.');
  const { offsetMs, clients } = JSON.parse(readFileSync(statesFile, 'utf8')) as ClientStates;
  const clockOffset = createSharedOffset();
  Atomics.store(clockOffset, 0, BigInt(offsetMs));
  const store = await openSqliteStore({ file, clockOffset });
  const runs = clients.map(async ({ grant, handle, generation }, index) => {
    const known = { ...grant, handleHash: new Uint8Array(Buffer.from(handle, 'hex')) };
    for (let current = generation; ; ) {
      const result = await refresh(store, known, current);
      if (result.status !== 'rotated') throw new Error(`Client ${index} was answered ${JSON.stringify(result)}.`);
      current = result.generation;
      writeLine(`${index} ${current}\n`);
    }
  });
  await Promise.all(runs);
}
