/** `npm run docs`: make the pages that come from the source. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePages } from './docs/generate-pages.mjs';
import { installOrExit } from './install.mjs';
import { root } from './root.mjs';

await installOrExit('all');
for (const { path, text } of await generatePages()) {
  writeFileSync(join(root, path), text);
  console.log(`${path} written`);
}
