import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { searchRun } from '../../hygiene/search-run.mjs';

const secret = 'p&ss w"rd/ü+?';

describe('the search of a run for secrets', () => {
  /** @type {string} */
  let run;
  beforeEach(() => {
    run = mkdtempSync(join(tmpdir(), 'latchkey-hygiene-'));
    for (const folder of ['logs', 'output', 'data']) mkdirSync(join(run, folder));
    writeFileSync(join(run, 'secrets.jsonl'), `${JSON.stringify('another secret')}\n${JSON.stringify(secret)}\n`);
    log('logs', '{"level":"info","message":"sign_in.failed"}');
  });
  afterEach(() => rmSync(run, { recursive: true, force: true }));

  it('passes a run that kept its secrets', () => {
    log('output', 'ordinary text');
    store('CREATE TABLE t (a TEXT)', 'INSERT INTO t VALUES (?)', ['ordinary text']);
    assert.deepEqual(searchRun(run), { passed: 4, failures: [] });
  });

  /** @type {readonly [string, string][]} */
  const forms = [
    ['as it is', `password=${secret}!`],
    ['url-encoded', `/x?p=${encodeURIComponent(secret)}`],
    ['form-encoded', new URLSearchParams({ p: secret }).toString()],
    ['url-encoded twice', `interaction=${encodeURIComponent(encodeURIComponent(secret))}`],
    ['in JSON', JSON.stringify({ password: secret })],
    ['in JSON in JSON', JSON.stringify({ body: JSON.stringify({ password: secret }) })],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ];
  for (const [form, text] of forms) {
    for (const folder of /** @type {const} */ (['logs', 'output'])) {
      it(`finds a secret ${form} in a file of ${folder}, and does not repeat it`, () => {
        log(folder, `before ${text} after`);
        const { failures } = searchRun(run);
        assert.equal(failures.length, 1);
        assert.match(failures[0]?.detail ?? '', new RegExp(`${folder}/a\\.log: secret number 2 .*, ${form}`));
        assert.equal(failures[0]?.detail.includes(secret), false);
      });
    }
  }

  it('finds a secret in a column of a database, text or blob', () => {
    store('CREATE TABLE t (a TEXT, b BLOB)', 'INSERT INTO t VALUES (?, ?)', [secret, Buffer.from('another secret')]);
    const { failures } = searchRun(run);
    assert.match(failures[0]?.detail ?? '', /data\/a\.db: secret number 2/);
    assert.match(failures[0]?.detail ?? '', /data\/a\.db: secret number 1/);
  });

  it('finds a secret that was deleted from a database and is still in its file', () => {
    const database = store('CREATE TABLE t (a TEXT)', 'INSERT INTO t VALUES (?)', ['another secret']);
    const again = new DatabaseSync(database);
    again.exec('DELETE FROM t');
    again.close();
    assert.match(searchRun(run).failures[0]?.detail ?? '', /secret number 1/);
  });

  it('fails when nothing was recorded', () => {
    writeFileSync(join(run, 'secrets.jsonl'), '');
    assert.match(searchRun(run).failures[0]?.detail ?? '', /nothing to look for/);
  });

  it('fails when nothing was logged', () => {
    rmSync(join(run, 'logs'), { recursive: true });
    assert.match(searchRun(run).failures[0]?.detail ?? '', /nothing to look in/);
  });

  /** @param {'logs' | 'output'} folder @param {string} text */
  function log(folder, text) {
    writeFileSync(join(run, folder, 'a.log'), `${text}\n`);
  }

  /** @param {string} schema @param {string} statement @param {(string | Buffer)[]} values */
  function store(schema, statement, values) {
    const path = join(run, 'data', 'a.db');
    const database = new DatabaseSync(path);
    database.exec(schema);
    database.prepare(statement).run(...values);
    database.close();
    return path;
  }
});
