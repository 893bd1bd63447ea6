import { join } from 'node:path';
import { installFolder } from '../install.mjs';
import { root } from '../root.mjs';
import { runProgram } from './program.mjs';
import { passed } from './step-result.mjs';

/** Types of everything: packages, applications, tests, and these tools by their comments. */
export async function checkTypes() {
  // The rules of architecture are written for a tool that is installed apart, and so are those we are measured against.
  await installFolder(join(root, 'tools', 'arch'), 'all');
  await installFolder(join(root, 'bench'), 'all');
  const results = [
    await runProgram('tsc', ['-p', 'tsconfig.json']),
    await runProgram('tsc', ['-p', 'tools/tsconfig.json']),
    await runProgram('tsc', ['-p', 'bench/tsconfig.json']),
    // Runs in browsers, so other names exist there.
    await runProgram('tsc', ['-p', 'examples/demo/web/tsconfig.json']),
  ];
  return results.find((result) => !result.ok) ?? passed();
}
