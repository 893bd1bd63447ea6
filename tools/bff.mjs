/** `npm run bff [-- --config FILE]`: install what it runs, then run the browser proxy on the Node that came with it. */
import { installOrExit } from './install.mjs';
import { runServers } from './run-servers.mjs';

await installOrExit('runtime');
runServers([['apps/bff/src/main.ts', ...process.argv.slice(2)]]);
