import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { here } from '../../src/contract/scenario.ts';
import { describePerson } from '../../src/contract/steps.ts';
import { call, type OpenedEngine, openTemporaryEngine, readOutcomes } from '../sqlite/open-engine.ts';

function withEngine(run: (opened: OpenedEngine) => void): void {
  const opened = openTemporaryEngine();
  try {
    run(opened);
  } finally {
    opened.close();
  }
}

function createPerson(change: Parameters<typeof describePerson>[0] = {}): ReturnType<typeof call> {
  return call('createUser', describePerson(change), here);
}

/** How many people another connection sees: what has been committed. */
function countCommitted(file: string): number {
  const reader = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(reader.prepare('SELECT count(*) AS people FROM users').get()?.['people']);
  } finally {
    reader.close();
  }
}

/** Let the database take no more pages than it has; answers how to make room again. */
function fillDisk({ db }: OpenedEngine): () => void {
  // A page that is free in the file would still be room.
  db.exec('VACUUM');
  const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  db.exec(`PRAGMA max_page_count = ${pages}`);
  return () => db.exec('PRAGMA max_page_count = 1000000');
}

const long = 'x'.repeat(20_000);

describe('a batch', () => {
  it('is carried out in order, in one transaction', () =>
    withEngine(({ engine, db }) => {
      const commits: boolean[] = [];
      const batch = engine.runBatch([
        createPerson({ usernameKey: 'ada' }),
        call('findForSignIn', 'ada'),
        createPerson({ usernameKey: 'ada' }),
      ]);
      commits.push(db.isTransaction);
      const [first, found, second] = readOutcomes(batch);
      assert.deepEqual([first, second, found !== undefined], ['created', 'taken', true]);
      assert.deepEqual(commits, [false]);
    }));

  it('has committed before its outcomes and events are known', () =>
    withEngine(({ engine, file }) => {
      const batch = engine.runBatch([createPerson(), createPerson()]);
      assert.equal(countCommitted(file), 2);
      assert.equal(batch.events.length, 2);
    }));

  it('loses nothing by a call that fails midway: that one alone is taken back', () =>
    withEngine(({ engine, file }) => {
      const person = describePerson();
      // The same `sub` under another name breaks a constraint after its first row was written.
      const bad = call('createUser', { ...describePerson(), userId: person.userId }, here);
      const malformed = call('createUser', undefined, here);
      const unknown = call('dropEverything' as never);
      const batch = engine.runBatch([call('createUser', person, here), bad, malformed, unknown, createPerson()]);
      assert.deepEqual(readOutcomes(batch), ['created', 'failed', 'failed', 'failed', 'created']);
      assert.equal(countCommitted(file), 2);
      assert.equal(batch.events.length, 2, 'an event of a call that was taken back is not told');
      assert.deepEqual(readOutcomes(engine.runBatch([createPerson()])), ['created']);
    }));

  it('takes back what a failing call had written before it failed', () =>
    withEngine(({ engine, db }) => {
      db.exec(`CREATE TEMP TRIGGER fail_late BEFORE INSERT ON main.audit_events WHEN NEW.request_id = 'fail'
               BEGIN SELECT RAISE(ABORT, 'made to fail'); END`);
      const person = describePerson({ usernameKey: 'ada' });
      const failing = call('createUser', person, { ...here, requestId: 'fail' });
      const outcomes = readOutcomes(engine.runBatch([createPerson(), failing, call('findForSignIn', 'ada')]));
      assert.deepEqual(outcomes, ['created', 'failed', undefined]);
    }));

  it('tells of no event that a failing call had recorded before it failed', () =>
    withEngine(({ engine, db }) => {
      db.exec(`CREATE TEMP TRIGGER fail_late BEFORE INSERT ON main.revocation_log
               BEGIN SELECT RAISE(ABORT, 'made to fail'); END`);
      const token = { jti: 'one', expiresAtMs: Date.now() + 60_000, clientId: 'app' };
      const batch = engine.runBatch([call('revokeAccessToken', token, here), createPerson()]);
      assert.deepEqual(readOutcomes(batch), ['failed', 'created']);
      assert.deepEqual(
        batch.events.map((event) => event.type),
        ['user.created'],
      );
      const trail = db
        .prepare('SELECT type FROM audit_events')
        .all()
        .map((row) => row['type']);
      assert.deepEqual(trail, ['user.created']);
    }));

  it('fails whole when the database fails under one call, though the transaction still stands', () =>
    withEngine(({ engine, db, file }) => {
      // SQLITE_IOERR, without what SQLite would do about a real one.
      db.function('fail_to_write', () => {
        throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
      });
      db.exec(`CREATE TEMP TRIGGER fail BEFORE INSERT ON main.users WHEN NEW.name = 'fail'
               BEGIN SELECT fail_to_write(); END`);
      const batch = engine.runBatch([createPerson(), createPerson({ name: 'fail' }), createPerson()]);
      assert.deepEqual(readOutcomes(batch), ['unavailable', 'unavailable', 'unavailable']);
      assert.equal(db.isTransaction, false);
      assert.equal(countCommitted(file), 0);
      assert.deepEqual(readOutcomes(engine.runBatch([createPerson()])), ['created']);
    }));

  it('fails whole when the disk is full, acknowledges nothing, and works again when there is room', () =>
    withEngine((opened) => {
      const { engine, file } = opened;
      engine.runBatch([createPerson()]);
      const makeRoom = fillDisk(opened);
      const full = engine.runBatch([createPerson(), createPerson({ name: long }), createPerson()]);
      assert.deepEqual(readOutcomes(full), ['unavailable', 'unavailable', 'unavailable']);
      assert.deepEqual(full.events, []);
      assert.equal(countCommitted(file), 1);
      makeRoom();
      assert.deepEqual(readOutcomes(engine.runBatch([createPerson({ name: long }), createPerson()])), [
        'created',
        'created',
      ]);
      assert.equal(countCommitted(file), 3);
    }));

  it('fails whole when the database ends the transaction by itself', () =>
    withEngine(({ engine, db, file }) => {
      db.exec(`CREATE TEMP TRIGGER give_up BEFORE INSERT ON main.users WHEN NEW.name = 'give up'
               BEGIN SELECT RAISE(ROLLBACK, 'made to end the transaction'); END`);
      const batch = engine.runBatch([createPerson(), createPerson({ name: 'give up' }), createPerson()]);
      assert.deepEqual(readOutcomes(batch), ['unavailable', 'unavailable', 'unavailable']);
      assert.equal(countCommitted(file), 0);
      assert.deepEqual(readOutcomes(engine.runBatch([createPerson()])), ['created']);
    }));

  it('fails whole when it cannot be committed, and leaves no transaction behind', () =>
    withEngine(({ engine, db, file }) => {
      // A constraint that is judged at COMMIT, which then fails and leaves the transaction open.
      db.exec(`CREATE TABLE promises (user_id TEXT REFERENCES users DEFERRABLE INITIALLY DEFERRED);
               CREATE TEMP TRIGGER promise AFTER INSERT ON main.users WHEN NEW.name = 'break'
               BEGIN INSERT INTO promises VALUES ('nobody'); END`);
      const batch = engine.runBatch([createPerson(), createPerson({ name: 'break' })]);
      assert.deepEqual(readOutcomes(batch), ['unavailable', 'unavailable']);
      assert.equal(db.isTransaction, false);
      assert.equal(countCommitted(file), 0);
      assert.deepEqual(readOutcomes(engine.runBatch([createPerson()])), ['created']);
    }));

  it('fails whole while another holds the database, and works again after', () =>
    withEngine(({ engine, db, file }) => {
      db.exec('PRAGMA busy_timeout = 10');
      const other = new DatabaseSync(file);
      other.exec('BEGIN IMMEDIATE');
      assert.deepEqual(readOutcomes(engine.runBatch([createPerson()])), ['unavailable']);
      other.close();
      assert.deepEqual(readOutcomes(engine.runBatch([createPerson()])), ['created']);
    }));

  it('writes nothing when its calls change nothing', () =>
    withEngine(({ engine, db, advance }) => {
      const version = (): unknown => db.prepare('SELECT alive_at_ms FROM life').get()?.['alive_at_ms'];
      engine.runBatch([createPerson()]);
      const before = version();
      advance(1_000);
      engine.runBatch([call('findForSignIn', 'ada'), call('readRevocationLog', 0)]);
      assert.equal(version(), before);
      engine.runBatch([createPerson()]);
      assert.notEqual(version(), before);
    }));
});
