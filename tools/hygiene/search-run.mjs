/** The log-hygiene suite: nothing that a run logged or stored holds a secret the run used. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { dumpDatabase } from './dump-database.mjs';
import { createSecretSearch } from './find-secrets.mjs';

/**
 * @param {string} directory - of the run
 * @returns {import('../test-run/judge-file.mjs').Verdict}
 */
export function searchRun(directory) {
  const secrets = readSecrets(directory);
  const search = createSecretSearch(secrets);
  const logs = [...listFiles(join(directory, 'logs')), ...listFiles(join(directory, 'output'))];
  const stored = listFiles(join(directory, 'data'));
  const databases = stored.filter(isDatabase);
  /** @type {import('../test-run/judge-file.mjs').Failure[]} */
  const failures = [];
  let passed = 0;

  /** @param {string} title @param {readonly string[]} problems */
  function judge(title, problems) {
    if (problems.length === 0) passed += 1;
    else failures.push({ title: `log-hygiene › ${title}`, detail: problems.join('\n') });
  }

  judge(
    'secrets were recorded',
    secrets.length > 0 ? [] : ['No test recorded a secret: there is nothing to look for.'],
  );
  const written = logs.filter((path) => path.startsWith(join(directory, 'logs')) && readFileSync(path).length > 0);
  judge(
    'something was logged',
    written.length > 0 ? [] : ['No log of an authority has a line: there is nothing to look in.'],
  );
  judge(
    `no log holds a secret (${logs.length} files, ${secrets.length} secrets)`,
    logs.flatMap((path) => describeHits(directory, path, readFileSync(path, 'utf8'), search)),
  );
  judge(
    `no database holds a secret (${databases.length} databases)`,
    databases.flatMap((path) => [
      ...describeHits(directory, path, dumpDatabase(path), search),
      // What was deleted but not yet overwritten counts as stored.
      ...describeHits(directory, path, readFileSync(path, 'latin1'), search),
    ]),
  );
  return { passed, failures };
}

/** @param {string} directory */
function readSecrets(directory) {
  const path = join(directory, 'secrets.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return [...new Set(lines.map((line) => /** @type {string} */ (JSON.parse(line))))];
}

/**
 * @param {string} directory
 * @param {string} path
 * @param {string} text
 * @param {(text: string) => readonly import('./find-secrets.mjs').Hit[]} search
 */
function describeHits(directory, path, text, search) {
  return search(text).map(
    ({ index, form }) => `${relative(directory, path)}: secret number ${index + 1} of secrets.jsonl, ${form}`,
  );
}

/** @param {string} path */
function isDatabase(path) {
  return !/-(wal|shm)$/.test(path) && readFileSync(path).subarray(0, 15).toString('latin1') === 'SQLite format 3';
}

/** @param {string} folder */
function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
