/** What `npm start` puts on a machine. */
import { execFile } from 'node:child_process';
import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '@latchkey/testing/server-process';
import type { Lockfile } from './lockfile.ts';

export interface InstallationSize {
  readonly bytes: number;
  /** Of these, Node itself. */
  readonly nodeBytes: number;
  readonly packages: number;
}

/** The packages of npm that bring Node. */
const nodePackage = /^(?:node|node-bin-.*|node-(?:linux|darwin|win)-.*)$/;

/**
 * Install what `npm start` runs into a new folder, as it does itself, and look at it. Needs the network, or npm's cache.
 *
 * @throws Error with what the installation said when it fails.
 */
export async function measureInstallation(lockfile: Lockfile): Promise<InstallationSize> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-install-'));
  try {
    const tools = ['tools/install', ...listModules('tools')];
    for (const path of ['package-lock.json', ...listManifests(lockfile), ...tools]) {
      cpSync(join(repository, path), join(folder, path), { recursive: true });
    }
    await promisify(execFile)(process.execPath, [join(folder, 'tools', 'install.mjs'), 'runtime']);
    return weigh(join(folder, 'node_modules'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The scripts in a folder of the repository, without those further below. */
function listModules(folder: string): readonly string[] {
  return readdirSync(join(repository, folder))
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => join(folder, name));
}

/** Of the root and its workspaces. */
function listManifests({ packages }: Lockfile): readonly string[] {
  return Object.keys(packages)
    .filter((path) => !path.includes('node_modules'))
    .map((path) => join(path, 'package.json'));
}

function weigh(modules: string): InstallationSize {
  const packages = listPackages(modules);
  const node = packages.filter((path) => nodePackage.test(readName(path)));
  // One of them lies within the other.
  const outermost = node.filter((path) => !node.some((other) => path.startsWith(`${other}/`)));
  const nodeBytes = outermost.reduce((sum, path) => sum + measureBytes(path), 0);
  return { bytes: measureBytes(modules), nodeBytes, packages: packages.length };
}

function listPackages(modules: string): readonly string[] {
  const folders = readdirSync(modules, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const path = join(modules, name);
    if (name.startsWith('.')) return [];
    if (name.startsWith('@')) return listPackages(path);
    const nested = join(path, 'node_modules');
    return [path, ...(lstatSync(nested, { throwIfNoEntry: false })?.isDirectory() ? listPackages(nested) : [])];
  });
}

function readName(path: string): string {
  return (JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { readonly name: string }).name;
}

/** Of all files below. A file with two names counts once, as it takes space once: Node's own program is one. */
export function measureBytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = new Map(
    files.map((file) => {
      const { dev, ino, size } = lstatSync(join(file.parentPath, file.name));
      return [`${dev} ${ino}`, size];
    }),
  );
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
