import { join } from 'node:path';
import { installFolder } from '../install.mjs';
import { root } from '../root.mjs';
import { findUnseen } from './coverage.mjs';
import { listLines, runProgram } from './program.mjs';
import { listModules } from './source-files.mjs';

/** The rules of .oxlintrc.json, those that need types included. A warning fails too: a rule holds or it goes. */
export async function checkLint() {
  // What a type comes from must be there, or it counts as unknown.
  await installFolder(join(root, 'bench'), 'all');
  const unseen = findUnseen(root, await listModules(), await listLines('oxlint', ['--debug=files', '.']));
  if (unseen !== undefined) return unseen;
  return runProgram('oxlint', [
    '--type-aware',
    '--deny-warnings',
    '--report-unused-disable-directives',
    '--format=unix',
    '.',
  ]);
}
