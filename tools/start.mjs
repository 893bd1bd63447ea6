/**
 * `npm start`: install what the authority needs, then run it on the Node that came with it. With the repository's own
 * configuration the demo that it declares runs beside it: an API, and a web application behind the browser proxy.
 */
import { installOrExit } from './install.mjs';
import { runServers } from './run-servers.mjs';

const help = `Install what the authority needs, then run it, with the demo beside it.

Usage: npm start

It takes no options. Settings are in latchkey.config.ts; docs/configuration.md describes them. Variables that override them:
  LATCHKEY_CONFIG_FILE     another configuration; the demo stays away then
  LATCHKEY_DATA_DIRECTORY  where database, keys and secrets are. Default: data
  LATCHKEY_ISSUER          where the authority is. Default: http://localhost:4000. Another needs a data folder of its own
  DEMO_WEB_ORIGIN          where the demo's page is. Default: http://localhost:4001
  DEMO_API_PORT            where the demo's API listens. Default: 4002
`;

const [word] = process.argv.slice(2);
if (word === '--help' || word === '-h') {
  process.stdout.write(help);
} else if (word !== undefined) {
  console.error(`npm start takes no options, and was given '${word}'. npm start -- --help tells how to set it.`);
  process.exitCode = 64;
} else {
  await installOrExit('runtime');
  const authority = ['apps/authority/src/main.ts'];
  const demo = [
    ['examples/demo/api/src/main.ts'],
    ['apps/bff/src/main.ts', '--config', 'examples/demo/web/latchkey.bff.config.ts'],
  ];
  runServers(process.env['LATCHKEY_CONFIG_FILE'] ? [authority] : [authority, ...demo]);
}
