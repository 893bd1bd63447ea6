import { join } from 'node:path';
import { runInForeground } from './foreground.mjs';
import { ownNode } from './install.mjs';
import { root } from './root.mjs';

/**
 * Stripping types and compiling is half of a start, and the stripper stays in memory: 30 MB. Kept, both are paid once, worker
 * threads included, which only this variable reaches. Beside the packages, where whoever may write could change the code
 * itself, and not in the system's temporary folder. Where that is read-only, Node does without.
 */
const serverVariables = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'latchkey') };

/**
 * Run servers of this repository from source, in the foreground.
 *
 * @param {readonly (readonly string[])[]} servers - module and arguments of each
 */
export function runServers(servers) {
  runInForeground(
    ownNode,
    servers.map((words) => ['--conditions=@latchkey/source', ...words]),
    serverVariables,
  );
}
