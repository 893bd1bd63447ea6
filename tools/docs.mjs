/** `npm run docs`: make the pages that come from the source. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePages } from './docs/generate-pages.mjs';
import { installOrExit } from './install.mjs';
import { root } from './root.mjs';

if (process.argv.length > 2) {
  console.error('usage: npm run docs\nIt takes no arguments: it writes the pages of docs/ that come from the source.');
  process.exit(2);
}
await installOrExit('all');
for (const { path, text } of await generatePages()) {
  writeFileSync(join(root, path), text);
  console.log(`${path} written`);
}
