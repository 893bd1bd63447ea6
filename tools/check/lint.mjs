import { runProgram } from './program.mjs';

/** The rules of .oxlintrc.json, those that need types included. A warning fails too: a rule holds or it goes. */
export async function checkLint() {
  return runProgram('oxlint', [
    '--type-aware',
    '--deny-warnings',
    '--report-unused-disable-directives',
    '--format=unix',
    '.',
  ]);
}
