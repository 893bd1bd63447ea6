import { relative, resolve, sep } from 'node:path';
import { failed } from './step-result.mjs';

/**
 * A check that looks at nothing finds nothing: what a check has looked at is compared with what there is.
 *
 * @param {string} folder - the paths are relative to it, with forward slashes
 * @param {readonly string[]} modules - what there is
 * @param {Iterable<string>} seen - what was looked at, and more perhaps; absolute paths count too
 * @returns {import('./step-result.mjs').StepResult | undefined} undefined when nothing was left out
 */
export function findUnseen(folder, modules, seen) {
  const known = new Set(Array.from(seen, (path) => relative(folder, resolve(folder, path)).split(sep).join('/')));
  const unseen = modules.filter((file) => !known.has(file));
  return unseen.length > 0 ? failed(`Not looked at, so not judged:\n${unseen.join('\n')}`) : undefined;
}
