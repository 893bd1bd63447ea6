/**
 * `npm start`: install what the authority needs, then run it on the Node that came with it. With the repository's own
 * configuration the demo that it declares runs beside it: an API, and a web application behind the browser proxy.
 */
import { installOrExit } from './install.mjs';
import { runServers } from './run-servers.mjs';

await installOrExit('runtime');
const authority = ['apps/authority/src/main.ts', ...process.argv.slice(2)];
const demo = [
  ['examples/demo/api/src/main.ts'],
  ['apps/bff/src/main.ts', '--config', 'examples/demo/web/latchkey.bff.config.ts'],
];
runServers(process.env['LATCHKEY_CONFIG_FILE'] ? [authority] : [authority, ...demo]);
