import { join } from 'node:path';
import { ownNode } from '../install.mjs';
import { root } from '../root.mjs';
import { runCommand, tail } from '../run-command.mjs';

/** Pages of docs/ that are made from the source, and what makes each. */
const generated = [
  { path: 'docs/configuration.md', script: 'tools/docs/configuration.mjs' },
  { path: 'docs/errors.md', script: 'tools/docs/error-catalogue.mjs' },
  { path: 'docs/guard-options.md', script: 'tools/docs/guard-options.mjs' },
  { path: 'docs/browser-proxy-options.md', script: 'tools/docs/browser-proxy-options.mjs' },
];

/**
 * Make each page as the source of this moment says.
 *
 * @returns {Promise<readonly { path: string, text: string }[]>}
 */
export async function generatePages() {
  return Promise.all(
    generated.map(async ({ path, script }) => {
      const result = await runCommand(ownNode, ['--conditions=@latchkey/source', join(root, script)], {
        cwd: root,
        timeoutMs: 30_000,
      });
      if (!result.ok) throw new Error(`${script}: ${result.ending}\n${tail(result.output, 20)}`);
      return { path, text: result.output };
    }),
  );
}
