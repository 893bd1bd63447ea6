/** `npm start`: install what the authority needs, then run it on the Node that came with it. */
import { runInForeground } from './foreground.mjs';
import { installOrExit, ownNode } from './install.mjs';

await installOrExit('runtime');
runInForeground(ownNode, ['--conditions=@latchkey/source', 'apps/authority/src/main.ts', ...process.argv.slice(2)]);
