/** `npm run check [-- NAME …]`: install everything, then run the checks on the Node that came with it. */
import { runInForeground } from './foreground.mjs';
import { installOrExit, ownNode } from './install.mjs';

await installOrExit('all');
runInForeground(ownNode, [['tools/check/main.mjs', ...process.argv.slice(2)]]);
