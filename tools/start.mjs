/**
 * `npm start`: install what the authority needs, then run it on the Node that came with it. With the repository's own
 * configuration the demo that it declares runs beside it: an API, and a web application behind the browser proxy.
 */
import { runInForeground } from './foreground.mjs';
import { installOrExit, ownNode } from './install.mjs';

await installOrExit('runtime');
const condition = '--conditions=@latchkey/source';
const authority = [condition, 'apps/authority/src/main.ts', ...process.argv.slice(2)];
const demo = [
  [condition, 'examples/demo/api/src/main.ts'],
  [condition, 'apps/bff/src/main.ts', '--config', 'examples/demo/web/latchkey.bff.config.ts'],
];
runInForeground(ownNode, process.env['LATCHKEY_CONFIG_FILE'] ? [authority] : [authority, ...demo]);
