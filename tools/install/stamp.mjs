/**
 * What an installation was made from, written inside its node_modules, so that it is made anew exactly when it must be
 * and goes when node_modules goes.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {'runtime' | 'all'} Scope - what `npm start` needs, or everything */
/** @typedef {{ lock: string, platform: string, scope: Scope }} Stamp */

const stampPath = ['node_modules', '.latchkey-install.json'];

/**
 * The stamp that an installation of the folder as it is now would get.
 *
 * @param {string} folder - holds package-lock.json
 * @param {Scope} scope
 * @returns {Stamp}
 */
export function computeStamp(folder, scope) {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  return { lock, platform: `${process.platform}-${process.arch}-${libc()}`, scope };
}

/**
 * @param {string} folder
 * @returns {Stamp | undefined} undefined when there is none or it cannot be read
 */
export function readStamp(folder) {
  try {
    return /** @type {Stamp} */ (JSON.parse(readFileSync(join(folder, ...stampPath), 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} folder
 * @param {Stamp} stamp
 */
export function writeStamp(folder, stamp) {
  writeFileSync(join(folder, ...stampPath), `${JSON.stringify(stamp)}\n`);
}

/**
 * What has to be done: nothing, add what is missing beside what is there, or start from nothing.
 *
 * @param {Stamp | undefined} present
 * @param {Stamp} wanted
 * @returns {'nothing' | 'add' | 'renew'}
 */
export function decideInstall(present, wanted) {
  if (present?.lock !== wanted.lock || present.platform !== wanted.platform) return 'renew';
  if (present.scope === 'all' || wanted.scope === 'runtime') return 'nothing';
  return 'add';
}

/** Packages with native code differ between the C libraries of Linux. */
function libc() {
  if (process.platform !== 'linux') return 'system';
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}
