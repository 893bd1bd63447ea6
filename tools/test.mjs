/** `npm test [-- NAME …]`: install everything, then run the suites on the Node that came with it. */
import { runInForeground } from './foreground.mjs';
import { installOrExit, ownNode } from './install.mjs';

await installOrExit('all');
runInForeground(ownNode, [['tools/test-run/main.mjs', ...process.argv.slice(2)]]);
