import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BffSessionStore } from '@latchkey/bff/store';
import { createSharedOffset } from '@latchkey/server/store';
import type { OpenedBffStore } from '@latchkey/stores/contract';
import { openSqliteBffStore, type SqliteBffStoreOptions } from '@latchkey/stores/sqlite-bff';
import { createFolder } from '../sqlite/open-temporary.ts';

export interface TemporaryBffStore extends OpenedBffStore {
  readonly file: string;
  /** The rows of a table, as another program sees them. */
  countRows(table: string): number;
}

/** A store on a database file of its own. */
export async function openTemporary(options: Partial<SqliteBffStoreOptions> = {}): Promise<TemporaryBffStore> {
  const folder = createFolder();
  const file = join(folder.path, 'sessions.sqlite');
  const clockOffset = createSharedOffset();
  const opened: BffSessionStore[] = [];
  const openAnother = async (): Promise<BffSessionStore> => {
    const store = await openSqliteBffStore({ file, clockOffset, ...options });
    opened.push(store);
    return store;
  };
  return {
    store: await openAnother(),
    file,
    clockOffset,
    openAnother,
    countRows(table) {
      const db = new DatabaseSync(file, { readOnly: true });
      try {
        return Number(db.prepare(`SELECT count(*) AS found FROM ${table}`).get()?.['found']);
      } finally {
        db.close();
      }
    },
    async close() {
      await Promise.all(opened.map((store) => store.close()));
      folder.remove();
    },
  };
}

/** Run a test on such a store. */
export async function withTemporary(
  run: (opened: TemporaryBffStore) => Promise<void>,
  options: Partial<SqliteBffStoreOptions> = {},
): Promise<void> {
  const opened = await openTemporary(options);
  try {
    await run(opened);
  } finally {
    await opened.close();
  }
}
