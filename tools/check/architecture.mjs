/** Imports run one way and in no circle. The rules are in tools/arch/rules.mjs. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { installFolder, ownNode } from '../install.mjs';
import { root } from '../root.mjs';
import { runCommand, tail } from '../run-command.mjs';
import { failed, passed } from './step-result.mjs';

const arch = join(root, 'tools', 'arch');

/** @returns {Promise<import('./step-result.mjs').StepResult>} */
export async function checkArchitecture() {
  await installFolder(arch, 'all');
  return judgeImports(root);
}

/**
 * Judge the imports of a copy of the repository.
 *
 * A check that looks at nothing finds nothing, so it also compares the modules that were seen with the files there are.
 *
 * @param {string} folder
 * @returns {Promise<import('./step-result.mjs').StepResult>}
 */
export async function judgeImports(folder) {
  const folders = sourceFolders(folder);
  const result = await runCommand(
    ownNode,
    [
      join(arch, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
      '--config',
      join(arch, 'rules.mjs'),
      '--output-type',
      'json',
      ...folders,
    ],
    { cwd: folder, timeoutMs: 120_000 },
  );
  const report = parseReport(result.output);
  if (report === undefined) {
    return failed(`dependency-cruiser: ${result.ending}\n${tail(result.output, 40)}`);
  }
  const seen = new Set(report.modules.map((module) => module.source));
  const unseen = listModules(folder, folders).filter((file) => !seen.has(file));
  if (unseen.length > 0) return failed(`Not looked at, so not judged:\n${unseen.join('\n')}`);
  const violations = report.summary.violations.map(
    ({ rule, from, to, cycle }) => `${rule.name}: ${from} -> ${cycle?.map((step) => step.name).join(' -> ') ?? to}`,
  );
  if (violations.length > 0) return failed(violations.join('\n'));
  return passed(`${seen.size} modules seen`);
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

/** @param {string} folder */
function sourceFolders(folder) {
  const workspaces = ['packages', 'apps'].flatMap((parent) =>
    existsSync(join(folder, parent)) ? readdirSync(join(folder, parent)).map((name) => `${parent}/${name}`) : [],
  );
  return [...workspaces, 'testing', 'interop']
    .flatMap((workspace) => [`${workspace}/src`, `${workspace}/test`])
    .filter((path) => existsSync(join(folder, path)) && listModules(folder, [path]).length > 0);
}

/**
 * @param {string} folder
 * @param {readonly string[]} folders - below it
 */
function listModules(folder, folders) {
  return folders.flatMap((path) =>
    readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}
