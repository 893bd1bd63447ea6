/**
 * `npm run bench [-- NAME …]`: install everything and the peers that Latchkey is measured against, then measure on the Node
 * that came with it.
 */
import { join } from 'node:path';
import { runInForeground } from './foreground.mjs';
import { InstallError, installFolder, installOrExit, ownNode } from './install.mjs';
import { root } from './root.mjs';

await installOrExit('all');
try {
  await installFolder(join(root, 'bench'), 'all');
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  console.error(`Installation failed. ${error.message}`);
  process.exit(1);
}
runInForeground(ownNode, [['--conditions=@latchkey/source', 'bench/src/main.ts', ...process.argv.slice(2)]]);
