import { totalmem } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { declareClients } from '../../../../packages/stores/src/contract/scenario.ts';
import { beginGrantOfSomebody, type IssuedGrant } from '../../../../packages/stores/src/contract/steps.ts';
import { openSqliteStore } from '../../../../packages/stores/src/sqlite/index.ts';
import { refreshOnce, refreshOverlapMs } from './refresh-once.ts';

/** Random ids look so (UUID version 4), made by the database: ten million calls of JavaScript would take minutes more. */
const randomId = `lower(printf('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)),
  substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))`;

/** What is known of the grants of a filled store. */
export interface FilledGrants {
  /** The others differ from it in `grantNumber`, which counts up from its own. */
  readonly first: IssuedGrant;
  /** Of the refresh token that is next, for each of them. */
  readonly generation: number;
}

/** A row has grown to its full size by then; rows that grow in full pages would make the first refresh a dear one. */
const earlierRefreshes = 130;

/**
 * Make a database of the embedded store that holds many grants, each of a person of its own with a session of its own.
 *
 * The first is begun and refreshed through the store, the others are copies of its rows under ids of their own, put in
 * directly: through the store ten million would take hours. All have the same handle, which is unique to no index.
 */
export async function fillStore(file: string, grantCount: number): Promise<FilledGrants> {
  const store = await openSqliteStore({ file });
  await declareClients(store, ['app' as never]);
  const first = await beginGrantOfSomebody(store);
  let generation = 0;
  while (generation < earlierRefreshes) generation = await refreshOnce(store, first, generation);
  await wait(2 * refreshOverlapMs);
  generation = await refreshOnce(store, first, generation);
  await store.close();

  const db = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  // Nobody needs this file after a power cut, and keys in random order are put in fast only where pages stay in memory.
  db.exec(`
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -${Math.floor(totalmem() / 4 / 1024)};
    CREATE TEMP TABLE copies (number INTEGER PRIMARY KEY);
    INSERT INTO copies
      WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted LIMIT ${grantCount - 1})
      SELECT number FROM counted;
  `);
  copyRow(db, 'users', { user_id: randomId });
  copyRow(db, 'user_identifiers', { identifier_key: `'person ' || ${randomId}` });
  copyRow(db, 'sessions', { session_id: randomId, cookie_hash: 'randomblob(32)' });
  copyRow(db, 'grants', { grant_id: randomId });
  db.exec('PRAGMA journal_mode = WAL');
  db.close();
  return { first, generation };
}

/**
 * Put in a copy of a table's only row for each of the copies: numbers count up, and `instead` says what else is not as in
 * the first.
 */
function copyRow(db: DatabaseSync, table: string, instead: Readonly<Record<string, string>>): void {
  const columns = db
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name));
  const values = columns.map(
    (column) => instead[column] ?? (column.endsWith('_number') ? `t.${column} + c.number` : `t.${column}`),
  );
  db.exec(`
    INSERT INTO ${table} (${columns.join(', ')})
    SELECT ${values.join(', ')} FROM copies c, (SELECT * FROM ${table}) t ORDER BY c.number;
  `);
}
