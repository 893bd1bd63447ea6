/**
 * The steps of `npm run check`, in the order they are told. Steps that need what another makes name it in `after`; the
 * others run side by side.
 */
import { checkArchitecture } from './architecture.mjs';
import { buildPackages } from './build.mjs';
import { checkDocs } from './docs.mjs';
import { checkFileLengths } from './file-length.mjs';
import { checkFormat } from './format.mjs';
import { checkLint } from './lint.mjs';
import { checkMachinePaths } from './machine-paths.mjs';
import { checkOpenapi } from './openapi.mjs';
import { checkPackages } from './packages.mjs';
import { checkRequirements } from './requirements.mjs';
import { checkTypes } from './types.mjs';

/**
 * @typedef {{ name: string, after?: string, run: () => Promise<import('./step-result.mjs').StepResult> }} Step
 */

/** @type {readonly Step[]} */
export const steps = [
  { name: 'types', run: checkTypes },
  { name: 'build', run: buildPackages },
  { name: 'format', run: checkFormat },
  { name: 'lint', run: checkLint },
  { name: 'architecture', run: checkArchitecture },
  { name: 'file-length', run: checkFileLengths },
  { name: 'machine-paths', run: checkMachinePaths },
  { name: 'requirements', run: checkRequirements },
  { name: 'openapi', run: checkOpenapi },
  { name: 'docs', run: checkDocs },
  { name: 'packages', after: 'build', run: checkPackages },
];
