import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** How soon a commit is on disk: `FULL` before it is answered, `NORMAL` when the log is next synced. */
export type Synchronous = 'FULL' | 'NORMAL';

interface Statements {
  readonly upsert: StatementSync;
  readonly find: StatementSync;
  readonly findByUid: StatementSync;
  readonly findByUserCode: StatementSync;
  readonly consume: StatementSync;
  readonly destroy: StatementSync;
  readonly revokeByGrantId: StatementSync;
}

/** One table for all models, as the adapters of its documentation have it; WAL; each statement prepared once. */
export function createSqliteAdapter(db: DatabaseSync, synchronous: Synchronous): new (model: string) => Adapter {
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${synchronous};
    CREATE TABLE items (
      model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT, user_code TEXT,
      expires_at INTEGER, consumed_at INTEGER, PRIMARY KEY (model, id)
    ) WITHOUT ROWID;
    CREATE INDEX items_by_grant ON items (grant_id) WHERE grant_id IS NOT NULL;
    CREATE INDEX items_by_uid ON items (uid) WHERE uid IS NOT NULL;
    CREATE INDEX items_by_user_code ON items (user_code) WHERE user_code IS NOT NULL;
  `);
  const select = 'SELECT payload, expires_at, consumed_at FROM items WHERE model = ?';
  const statements: Statements = {
    upsert: db.prepare(
      `INSERT INTO items (model, id, payload, grant_id, uid, user_code, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
         uid = excluded.uid, user_code = excluded.user_code, expires_at = excluded.expires_at`,
    ),
    find: db.prepare(`${select} AND id = ?`),
    findByUid: db.prepare(`${select} AND uid = ?`),
    findByUserCode: db.prepare(`${select} AND user_code = ?`),
    consume: db.prepare('UPDATE items SET consumed_at = ? WHERE model = ? AND id = ?'),
    destroy: db.prepare('DELETE FROM items WHERE model = ? AND id = ?'),
    revokeByGrantId: db.prepare('DELETE FROM items WHERE grant_id = ?'),
  };
  return class SqliteAdapter implements Adapter {
    readonly #model: string;

    constructor(model: string) {
      this.#model = model;
    }

    async upsert(id: string, payload: AdapterPayload, expiresInSeconds: number): Promise<void> {
      const expiresAt = expiresInSeconds ? readNowSeconds() + expiresInSeconds : null;
      const { grantId = null, uid = null, userCode = null } = payload;
      statements.upsert.run(this.#model, id, JSON.stringify(payload), grantId, uid, userCode, expiresAt);
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      return readRow(statements.find.get(this.#model, id));
    }

    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      return readRow(statements.findByUid.get(this.#model, uid));
    }

    async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
      return readRow(statements.findByUserCode.get(this.#model, userCode));
    }

    async consume(id: string): Promise<void> {
      statements.consume.run(readNowSeconds(), this.#model, id);
    }

    async destroy(id: string): Promise<void> {
      statements.destroy.run(this.#model, id);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      statements.revokeByGrantId.run(grantId);
    }
  };
}

function readRow(row: Record<string, unknown> | undefined): AdapterPayload | undefined {
  const expiresAt = row?.['expires_at'];
  if (row === undefined || (typeof expiresAt === 'number' && expiresAt <= readNowSeconds())) return undefined;
  const payload = JSON.parse(String(row['payload'])) as AdapterPayload;
  const consumedAt = row['consumed_at'];
  return typeof consumedAt === 'number' ? { ...payload, consumed: consumedAt } : payload;
}

function readNowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
