/**
 * What the tests of one run share across processes: the seed of random tests, the folder that holds everything that was
 * logged and stored, and the list of secrets that must be found in none of it. `npm test` names the folder in
 * `LATCHKEY_TEST_RUN`; a test file started by hand has none, and then nothing is kept.
 */
import { randomInt } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The shortest secret that a search can tell from ordinary text. */
const shortestSecret = 6;

let seed: number | undefined;
let openedFiles = 0;
const recorded = new Set<string>();

/** The folder of the current run, or undefined outside a run. */
export function runDirectory(): string | undefined {
  const directory = process.env['LATCHKEY_TEST_RUN'];
  return directory === undefined || directory === '' ? undefined : directory;
}

/**
 * The seed for random tests: `LATCHKEY_TEST_SEED` when set, otherwise random. Printed once per process, so that a
 * failure can be had again.
 *
 * @throws Error when `LATCHKEY_TEST_SEED` is not a whole number.
 */
export function testSeed(): number {
  if (seed !== undefined) return seed;
  const wanted = process.env['LATCHKEY_TEST_SEED'];
  const chosen = wanted === undefined || wanted === '' ? randomInt(2 ** 31) : Number(wanted);
  if (!Number.isSafeInteger(chosen)) throw new Error(`LATCHKEY_TEST_SEED must be a whole number, not '${wanted}'`);
  seed = chosen;
  console.log(`seed ${chosen} (LATCHKEY_TEST_SEED=${chosen} runs the same again)`);
  return chosen;
}

/**
 * Add a password, token, code, cookie or client secret to those that the log-hygiene suite searches for at the end of
 * the run, and give it back. Outside a run it only gives it back.
 *
 * @throws Error for a value of fewer than 6 characters: a search for it would hit ordinary text.
 */
export function recordSecret(value: string): string {
  if (value.length < shortestSecret) {
    throw new Error(`a secret of ${value.length} characters cannot be searched for; use ${shortestSecret} or more`);
  }
  const directory = runDirectory();
  if (directory === undefined || recorded.has(value)) return value;
  recorded.add(value);
  mkdirSync(directory, { recursive: true });
  appendFileSync(join(directory, 'secrets.jsonl'), `${JSON.stringify(value)}\n`, { mode: 0o600 });
  return value;
}

/** A log file of the run. */
export interface RunLog {
  /** Undefined outside a run: what is written is then dropped. */
  readonly path: string | undefined;
  /** Append at once; nothing is buffered, so a crash loses nothing. */
  write(text: string | Uint8Array): void;
}

/** Open a fresh log file for this process in the run's folder; its name starts with `name`. */
export function openLog(name: string): RunLog {
  const directory = runDirectory();
  if (directory === undefined) return { path: undefined, write: () => {} };
  const folder = join(directory, 'logs');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${process.pid}-${++openedFiles}.log`);
  const descriptor = openSync(path, 'a', 0o600);
  return {
    path,
    write(text): void {
      if (typeof text === 'string') writeSync(descriptor, text);
      else writeSync(descriptor, text);
    },
  };
}

/**
 * Create an empty folder for files a test makes (databases, configurations). In a run it is kept until the log-hygiene
 * suite has read it; outside a run it is a temporary folder that goes when this process ends.
 */
export function createDataDirectory(name: string): string {
  const directory = runDirectory();
  if (directory !== undefined) {
    const folder = join(directory, 'data');
    mkdirSync(folder, { recursive: true });
    return mkdtempSync(join(folder, `${name}-`));
  }
  const temporary = mkdtempSync(join(tmpdir(), `latchkey-${name}-`));
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  return temporary;
}
