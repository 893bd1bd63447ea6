/**
 * `npm run bench [-- NAME …]`: install everything and the peers that Latchkey is measured against, then measure on the Node
 * that came with it.
 */
import { runInForeground } from './foreground.mjs';
import { installOrExit, ownNode } from './install.mjs';

await installOrExit('all', ['bench']);
runInForeground(ownNode, [['--conditions=@latchkey/source', 'bench/src/main.ts', ...process.argv.slice(2)]]);
