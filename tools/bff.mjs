/** `npm run bff [-- --config FILE]`: install what it runs, then run the browser proxy on the Node that came with it. */
import { runInForeground } from './foreground.mjs';
import { installOrExit, ownNode } from './install.mjs';

await installOrExit('runtime');
runInForeground(ownNode, [['--conditions=@latchkey/source', 'apps/bff/src/main.ts', ...process.argv.slice(2)]]);
