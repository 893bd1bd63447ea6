import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../install/lock.mjs';
import { root } from '../root.mjs';
import { runProgram } from './program.mjs';

/** The folders of the packages that are published, relative to the root. */
export function listPackages() {
  const entries = readdirSync(join(root, 'packages'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => `packages/${entry.name}`);
}

/** Build every package to its dist; one build at a time, since runs of two terminals would write the same files. */
export async function buildPackages() {
  return withLock(join(root, '.build-lock'), () => runProgram('tsc', ['-b', ...listPackages()]));
}
