import { runProgram } from './program.mjs';
import { passed } from './step-result.mjs';

/** Types of everything: packages, applications, tests, and these tools by their comments. */
export async function checkTypes() {
  const results = [
    await runProgram('tsc', ['-p', 'tsconfig.json']),
    await runProgram('tsc', ['-p', 'tools/tsconfig.json']),
  ];
  return results.find((result) => !result.ok) ?? passed();
}
