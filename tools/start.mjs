/**
 * `npm start`: install what the authority needs, then run it on the Node that came with it. With the repository's own
 * configuration the demo API that it declares runs beside it.
 */
import { runInForeground } from './foreground.mjs';
import { installOrExit, ownNode } from './install.mjs';

await installOrExit('runtime');
const condition = '--conditions=@latchkey/source';
const authority = [condition, 'apps/authority/src/main.ts', ...process.argv.slice(2)];
const demoApi = [condition, 'examples/demo/api/src/main.ts'];
runInForeground(ownNode, process.env['LATCHKEY_CONFIG_FILE'] ? [authority] : [authority, demoApi]);
