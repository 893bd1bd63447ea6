import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSharedOffset } from '@latchkey/server/store';
import type { OpenedStore } from '@latchkey/stores/contract';
import { openSqliteStore, type SqliteStoreOptions } from '@latchkey/stores/sqlite';

/** A folder that only this test knows, with how to remove it. */
export function createFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'latchkey-sqlite-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Run a test with such a folder. */
export async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = createFolder();
  try {
    await run(folder.path);
  } finally {
    folder.remove();
  }
}

export interface TemporaryStore extends OpenedStore {
  readonly file: string;
  /** As another program would, past the store. */
  execute(sql: string): void;
  countRows(table: string): number;
}

/** A store on a database file of its own. */
export async function openTemporary(options: Partial<SqliteStoreOptions> = {}): Promise<TemporaryStore> {
  const folder = createFolder();
  const file = join(folder.path, 'store.sqlite');
  const clockOffset = createSharedOffset();
  const open = (): ReturnType<typeof openSqliteStore> => openSqliteStore({ file, clockOffset, ...options });
  const query = (sql: string): Record<string, unknown> | undefined => {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      return db.prepare(sql).get();
    } finally {
      db.close();
    }
  };
  let store = await open();
  return {
    store,
    file,
    clockOffset,
    async reopen(downtimeMs) {
      await store.close();
      Atomics.add(clockOffset, 0, BigInt(downtimeMs));
      store = await open();
      return store;
    },
    async measureBytes() {
      const row = query('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size');
      return Number(row?.['bytes']);
    },
    execute(sql) {
      const db = new DatabaseSync(file);
      db.exec(sql);
      db.close();
    },
    countRows: (table) => Number(query(`SELECT count(*) AS found FROM ${table}`)?.['found']),
    async close() {
      await store.close();
      folder.remove();
    },
  };
}
