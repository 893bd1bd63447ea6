/** What a package brings with it, as a lockfile of npm (version 3) says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export function readLockfile(folder: string): Lockfile {
  return JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as Lockfile;
}

/**
 * The packages of others that an installation of one brings, direct and transitive: `dependencies` of it and of all below,
 * our own packages among them gone through but not counted. Optional and peer dependencies do not count: the former are the
 * same code for many platforms, the latter are there already.
 *
 * @param path - its key in the lockfile, such as `packages/guard` or `node_modules/express`.
 */
export function listDependencies({ packages }: Lockfile, path: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = (at: string): void => {
    if (visited.has(at)) return;
    visited.add(at);
    for (const name of Object.keys(packages[at]?.dependencies ?? {})) {
      const dependency = resolve(packages, at, name);
      if (dependency === undefined) continue;
      const { link, resolved, version } = packages[dependency] ?? {};
      if (link === true && resolved !== undefined) visit(resolved);
      else {
        found.add(`${name}@${version}`);
        visit(dependency);
      }
    }
  };
  visit(path);
  return found;
}

/** As Node does: from the package's own folder upward. */
function resolve(packages: Lockfile['packages'], from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (at === '') return undefined;
  }
}
