/** What `npm start` puts on a machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from '../measure/child.ts';
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
 * Install what production needs into a new folder, from the lockfile, and look at it. Needs the network, or npm's cache.
 *
 * @throws Error with npm's last words when it fails.
 */
export async function measureInstallation(lockfile: Lockfile): Promise<InstallationSize> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-install-'));
  try {
    for (const manifest of ['package-lock.json', ...listManifests(lockfile)]) {
      mkdirSync(dirname(join(folder, manifest)), { recursive: true });
      cpSync(join(repository, manifest), join(folder, manifest));
    }
    await runNpmCi(folder);
    return weigh(join(folder, 'node_modules'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the root and its workspaces. */
function listManifests({ packages }: Lockfile): readonly string[] {
  return Object.keys(packages)
    .filter((path) => !path.includes('node_modules'))
    .map((path) => join(path, 'package.json'));
}

async function runNpmCi(folder: string): Promise<void> {
  const args = ['ci', '--omit=dev', '--no-audit', '--no-fund', '--no-progress'];
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_)/i.test(name));
  const npm = spawn('npm', args, { cwd: folder, env: Object.fromEntries(kept), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(npm, 'close')) as [number | null];
  if (code !== 0) throw new Error(`npm ci --omit=dev failed:\n${output.slice(-2000)}`);
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

/** Of all files below; links weigh nothing. */
function measureBytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + lstatSync(join(file.parentPath, file.name)).size, 0);
}
