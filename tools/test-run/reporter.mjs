/**
 * A reporter for node:test that writes each result as one line of JSON, and a last line once every test has ended. A
 * test file that stops early leaves no last line, whatever its exit code is.
 */
import { inspect } from 'node:util';

/**
 * @typedef {{ kind: 'passed' | 'failed', group: boolean, path: string[], ms: number, left: string | undefined,
 *   error: string | undefined }} TestRecord - `left`: how the test excused itself, by skip or todo
 * @typedef {TestRecord | { kind: 'end' }} Entry
 */

/**
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} source
 */
export default async function* report(source) {
  /** Names from the outermost group down to the test at hand. @type {string[]} */
  const path = [];
  for await (const event of source) {
    if (event.type === 'test:start') {
      path.length = event.data.nesting;
      path[event.data.nesting] = event.data.name;
    } else if (event.type === 'test:pass' || event.type === 'test:fail') {
      yield line(recordOf(event, path.slice(0, event.data.nesting + 1)));
    } else if (event.type === 'test:summary') {
      yield line({ kind: 'end' });
    }
  }
}

/**
 * @param {Extract<import('node:test/reporters').TestEvent, { type: 'test:pass' | 'test:fail' }>} event
 * @param {string[]} path
 * @returns {TestRecord}
 */
function recordOf({ type, data }, path) {
  return {
    kind: type === 'test:pass' ? 'passed' : 'failed',
    group: data.details.type === 'suite',
    path,
    ms: data.details.duration_ms,
    left: excuse('skipped', data.skip) ?? excuse('left to do', data.todo),
    error: type === 'test:fail' ? describeError(data.details.error) : undefined,
  };
}

/** @param {string} how @param {string | boolean | undefined} value */
function excuse(how, value) {
  if (value === undefined || value === false) return undefined;
  return typeof value === 'string' && value !== '' ? `${how}: ${value}` : how;
}

/** @param {Error & { cause?: unknown, failureType?: unknown }} error */
function describeError(error) {
  // Groups fail when their tests do; those say why themselves.
  if (error.failureType === 'subtestsFailed') return undefined;
  const cause = error.cause ?? error;
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 4 });
}

/** @param {Entry} entry */
function line(entry) {
  return `${JSON.stringify(entry)}\n`;
}
