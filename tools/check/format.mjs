import { runProgram } from './program.mjs';

/** Formatting and the order of imports. `npm run format` mends both. */
export async function checkFormat() {
  return runProgram('biome', ['check', '--linter-enabled=false', '--reporter=summary', '--colors=off', '.']);
}
