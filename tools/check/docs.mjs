/** Pages that are made from the source are as the source says. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePages } from '../docs/generate-pages.mjs';
import { root } from '../root.mjs';
import { failed, passed } from './step-result.mjs';

/** @returns {Promise<import('./step-result.mjs').StepResult>} */
export async function checkDocs() {
  const pages = await generatePages();
  const stale = pages.filter(({ path, text }) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  if (stale.length === 0) return passed(`${pages.length} pages`);
  return failed(`Not as the source says: ${stale.map(({ path }) => path).join(', ')}. Run npm run docs.`);
}
