import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { type AuthorityStore, createClock, firstPasswordVersion } from '@latchkey/server/store';
import { here, hourMs } from '../../src/contract/scenario.ts';
import { describeRedemption, type IssuedGrant, refresh } from '../../src/contract/steps.ts';
import { migrations } from '../../src/sqlite/migrations/index.ts';
import { authoritySchema } from '../../src/sqlite/schema.ts';
import { openConnection } from '../../src/sqlite-engine/connection.ts';
import { openEngine } from '../../src/sqlite-engine/engine.ts';
import { migrate } from '../../src/sqlite-engine/migrate.ts';
import { fillFirstVersion, firstVersion } from './first-version.ts';
import { askEngine } from './open-engine.ts';
import { withFolder } from './open-temporary.ts';

type Rows = Readonly<Record<string, readonly Record<string, unknown>[]>>;

function readRows(db: DatabaseSync): Rows {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  return Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      db
        .prepare(`SELECT * FROM ${name}`)
        .all()
        .map((row) => ({ ...row })),
    ]),
  );
}

/** Whether a row now refers by number to what it named by id. That the references hold is for `foreign_key_check`. */
function isNumberNow(column: string, row: Readonly<Record<string, unknown>>): boolean {
  return !(column in row) && column.endsWith('_id') && column.replace(/_id$/, '_number') in row;
}

/** A database of an older version, with something in each table. */
function createOlder(file: string, version: number, nowMs: number): Rows {
  const db = new DatabaseSync(file);
  migrate(db, file, migrations.slice(0, 1), nowMs);
  fillFirstVersion(db, nowMs);
  migrate(db, file, migrations.slice(0, version), nowMs);
  const rows = readRows(db);
  db.close();
  return rows;
}

async function withUpgraded(version: number, run: (store: AuthorityStore) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const file = join(folder, 'store.sqlite');
    createOlder(file, version, Date.now());
    const connection = openConnection(file, 'alone');
    const engine = openEngine({ schema: authoritySchema, connection, clock: createClock(), pruneRows: 500 });
    await run(askEngine(engine));
    engine.close();
  });
}

describe('a database of an older version', () => {
  for (const { version } of migrations.slice(0, -1)) {
    it(`keeps every row of each table (from ${version})`, () =>
      withFolder(async (folder) => {
        const file = join(folder, 'store.sqlite');
        const before = createOlder(file, version, 1_000);
        const db = new DatabaseSync(file);
        migrate(db, file, migrations, 2_000);
        const after = readRows(db);
        assert.deepEqual(db.prepare('PRAGMA foreign_key_check').all(), []);
        db.close();
        for (const [table, rows] of Object.entries(before)) {
          if (version === 1) assert.ok(rows.length > 0, `${table} was empty`);
          for (const [index, row] of rows.entries()) {
            const now = after[table]?.[index] ?? {};
            const columns = Object.keys(row).filter((column) => !isNumberNow(column, now));
            const pick = (from: Readonly<Record<string, unknown>>): readonly unknown[] =>
              columns.map((column) => [column, from[column]]);
            assert.deepEqual(pick(now), pick(row), table);
          }
        }
      }));

    it(`ends nobody’s session and no refresh token, and forgets no revocation (from ${version})`, () =>
      withUpgraded(version, async (store) => {
        const { userId, sessionId, clientId, grantId, handleHash, codeHash, linkHash } = firstVersion;
        const found = await store.findForSignIn('ada');
        assert.deepEqual([found?.userId, found?.passwordVersion], [userId, firstPasswordVersion]);
        const seen = await store.findSessionByCookie(firstVersion.cookieHash);
        assert.deepEqual([seen?.session.sessionId, seen?.user.roles], [sessionId, ['administrator']]);
        const grant: IssuedGrant = { grantNumber: 41, grantId, handleHash, clientId, userId, sessionId, rev: 5 };
        const rotated = await refresh(store, grant, 7);
        assert.equal(rotated.status, 'rotated');
        assert.equal((await refresh(store, grant, 7)).status, 'replayed');
        const redemption = describeRedemption({ codeHash, clientId, saved: true });
        const redeemed = await store.redeemCode(redemption, here);
        assert.ok(redeemed.status === 'redeemed' && redeemed.grant.grantNumber === 42);
        const { head, entries } = await store.readRevocationLog(0);
        assert.deepEqual([head, entries[0]?.target], [{ seq: 5, digest: 'digest-5' }, firstVersion.revokedTarget]);
        assert.equal((await store.findConsent(userId, clientId))?.scopes[0], 'openid');
        const counter = { key: firstVersion.attemptKey, limit: 1, windowMs: hourMs };
        assert.equal((await store.reserveAttempt([counter])).allowed, false);
        assert.equal(await store.isFirstAdministratorLinkLive(linkHash), true);
        assert.equal(await store.endSession({ userId, sessionId, reason: 'x' }, here), 'ended');
        assert.equal((await refresh(store, grant, 8)).status, 'ended');
        const types = (await store.listAuditEvents({ limit: 10 })).map(({ type }) => type);
        assert.deepEqual(types, ['session.ended', 'grant.created', 'user.created']);
      }));
  }
});
