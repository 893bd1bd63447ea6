import { join } from 'node:path';
import { installFolder } from '../install.mjs';
import { root } from '../root.mjs';
import { findUnseen } from './coverage.mjs';
import { listLines, runProgram } from './program.mjs';
import { listModules } from './source-files.mjs';
import { passed } from './step-result.mjs';

const projects = [
  'tsconfig.json',
  'tools/tsconfig.json',
  'bench/tsconfig.json',
  // Runs in browsers, so other names exist there.
  'examples/demo/web/tsconfig.json',
];

/** Types of everything: packages, applications, tests, and these tools by their comments. */
export async function checkTypes() {
  // The rules of architecture are written for a tool that is installed apart, and so are those we are measured against.
  await installFolder(join(root, 'tools', 'arch'), 'all');
  await installFolder(join(root, 'bench'), 'all');
  /** @type {string[]} */
  const seen = [];
  for (const project of projects) {
    const result = await runProgram('tsc', ['-p', project]);
    if (!result.ok) return result;
    seen.push(...(await listLines('tsc', ['-p', project, '--listFilesOnly'])));
  }
  return findUnseen(root, await listModules(), seen) ?? passed();
}
