import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNpm } from '../install/npm.mjs';
import { forEachInParallel } from '../parallel.mjs';
import { onInterrupt } from '../process-groups.mjs';
import { root } from '../root.mjs';
import { tail } from '../run-command.mjs';
import { listPackages } from './build.mjs';
import { runProgram } from './program.mjs';
import { failed, passed } from './step-result.mjs';

/** What would be published resolves, in JavaScript and in TypeScript, under every name it exports. */
export async function checkPackages() {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-packages-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const withdraw = onInterrupt(remove);
  try {
    const results = await forEachInParallel(listPackages(), 2, (name) => checkPackage(name, folder));
    const details = results.flatMap((result) => (result.ok ? [] : [result.detail]));
    return details.length === 0 ? passed() : failed(details.join('\n'));
  } finally {
    withdraw();
    remove();
  }
}

/**
 * @param {string} name
 * @param {string} folder
 * @returns {Promise<import('./step-result.mjs').StepResult>}
 */
async function checkPackage(name, folder) {
  const packed = await packPackage(name, folder);
  if (!packed.ok) return packed;
  const publint = await runProgram('publint', ['--strict', packed.tarball]);
  if (!publint.ok) return publint;
  return runProgram('attw', ['--profile', 'esm-only', '--no-emoji', '--no-color', packed.tarball]);
}

/**
 * Pack a package as it would be published.
 *
 * @param {string} name - its folder, relative to the root
 * @param {string} folder - where to put the tarball
 * @returns {Promise<{ ok: true, tarball: string } | { ok: false, detail: string }>}
 */
export async function packPackage(name, folder) {
  const result = await runNpm(['pack', '--json', '--pack-destination', folder], { cwd: join(root, name) });
  const filename = /"filename": "([^"]+)"/.exec(result.output)?.[1];
  if (!result.ok || filename === undefined) {
    return { ok: false, detail: `npm pack in ${name}: ${result.ending}\n${tail(result.output, 20)}` };
  }
  return { ok: true, tarball: join(folder, filename) };
}
