import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Take away the C headers that the npm package of Node brings: a third of what `npm start` installs. They are for compiling
 * native add-ons, which nothing here does: those in use come compiled, and npm's own tool for it fetches headers of its own.
 * npm keeps no account of the files inside a package, so its later commands miss nothing.
 *
 * @param {string} folder - holds node_modules
 */
export function removeNodeHeaders(folder) {
  // The package named after the platform, which the install script of `node` fetches. A later `npm install` finds it in no
  // lockfile and removes all of it; the program stays, since it is linked to another place too.
  const inner = join(folder, 'node_modules', 'node', 'node_modules');
  if (!existsSync(inner)) return;
  for (const entry of readdirSync(inner, { withFileTypes: true })) {
    if (entry.isDirectory()) rmSync(join(inner, entry.name, 'include'), { recursive: true, force: true });
  }
}
