/** Imports run one way and in no circle. The rules are in tools/arch/rules.mjs. */
import { dirname, join } from 'node:path';
import { installFolder, ownNode } from '../install.mjs';
import { root } from '../root.mjs';
import { runCommand, tail } from '../run-command.mjs';
import { findUnseen } from './coverage.mjs';
import { listModules } from './source-files.mjs';
import { failed, passed } from './step-result.mjs';

const arch = join(root, 'tools', 'arch');

/** @returns {Promise<import('./step-result.mjs').StepResult>} */
export async function checkArchitecture() {
  await installFolder(arch, 'all');
  // What the benchmark imports must be there to be found.
  await installFolder(join(root, 'bench'), 'all');
  // The rest, these tools and the demo's page, is small and apart; of circles in it oxlint tells.
  const modules = await listModules();
  return judgeImports(
    root,
    modules.filter((file) => file.endsWith('.ts')),
  );
}

/**
 * Judge the imports of a copy of the repository.
 *
 * @param {string} folder
 * @param {readonly string[]} modules - all that there are, relative to the folder
 * @returns {Promise<import('./step-result.mjs').StepResult>}
 */
export async function judgeImports(folder, modules) {
  const program = join(arch, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const result = await runCommand(
    ownNode,
    [program, '--config', join(arch, 'rules.mjs'), '--output-type', 'json', ...listPlaces(modules)],
    { cwd: folder, timeoutMs: 120_000 },
  );
  const report = parseReport(result.output);
  if (report === undefined) {
    return failed(`dependency-cruiser: ${result.ending}\n${tail(result.output, 40)}`);
  }
  const seen = report.modules.map((module) => module.source);
  const unseen = findUnseen(folder, modules, seen);
  if (unseen !== undefined) return unseen;
  const violations = report.summary.violations.map(
    ({ rule, from, to, cycle }) => `${rule.name}: ${from} -> ${cycle?.map((step) => step.name).join(' -> ') ?? to}`,
  );
  if (violations.length > 0) return failed(violations.join('\n'));
  return passed(`${modules.length} modules seen`);
}

/**
 * @typedef {object} Report
 * @property {{ source: string }[]} modules
 * @property {{ violations: { rule: { name: string }, from: string, to: string, cycle?: { name: string }[] }[] }} summary
 */

/**
 * @param {string} output
 * @returns {Report | undefined}
 */
function parseReport(output) {
  try {
    return /** @type {Report} */ (JSON.parse(output.slice(output.indexOf('{'))));
  } catch {
    return undefined;
  }
}

/**
 * The folders that hold modules, without those inside another. A file that is named counts as seen even where it was not
 * read, so only what stands in the root is.
 *
 * @param {readonly string[]} modules
 */
function listPlaces(modules) {
  const places = new Set(modules.map((file) => (file.includes('/') ? dirname(file) : file)));
  return [...places].filter((place) => ![...places].some((other) => place.startsWith(`${other}/`)));
}
