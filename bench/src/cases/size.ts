import { fileURLToPath } from 'node:url';
import { repository } from '@latchkey/testing/server-process';
import type { Case, CaseOptions } from '../case.ts';
import { measureInstallation } from '../ours/installation.ts';
import { type Lockfile, listDependencies, readLockfile } from '../ours/lockfile.ts';
import type { CaseResult, MeasuredSide } from '../report/results.ts';

const peers = [
  'oidc-provider',
  'better-auth',
  'jose',
  'jsonwebtoken',
  'fast-jwt',
  'express-jwt',
  'express-oauth2-jwt-bearer',
];

export const sizeCase: Case = {
  name: 'size',
  summary:
    'what `npm start` installs, and how many packages of others each of ours brings (needs npm and its registry)',
  run: runSize,
};

async function runSize({ report }: CaseOptions): Promise<CaseResult> {
  report('installing for production into a new folder');
  const lockfile = readLockfile(repository);
  const { bytes, nodeBytes, packages } = await measureInstallation(lockfile);
  const bench = readLockfile(fileURLToPath(new URL('../..', import.meta.url)));
  return {
    name: 'size',
    title: 'Installation',
    notes: [
      'What `npm start` puts into node_modules. Dependencies of ours and of peers: direct and transitive, without optional and peer dependencies; a package of ours that another needs is not counted.',
    ],
    tables: [
      {
        title: 'node_modules of `npm start`',
        unit: 'MiB',
        digits: 1,
        sides: [
          { name: 'with Node itself', values: [bytes / 2 ** 20] },
          { name: 'without', values: [(bytes - nodeBytes) / 2 ** 20] },
        ],
      },
      { title: 'Packages in it', unit: 'packages', digits: 0, sides: [{ name: 'all', values: [packages] }] },
      {
        title: 'Production dependencies',
        unit: 'packages',
        digits: 0,
        sides: [
          ...countDependencies(lockfile, listOwn(lockfile)),
          ...countDependencies(
            bench,
            peers.map((name) => `node_modules/${name}`),
          ),
        ],
      },
    ],
  };
}

function listOwn({ packages }: Lockfile): readonly string[] {
  return Object.keys(packages).filter((path) => /^(?:packages|apps)\/[^/]+$/.test(path));
}

function countDependencies(lockfile: Lockfile, paths: readonly string[]): readonly MeasuredSide[] {
  return paths.map((path) => ({
    name: lockfile.packages[path]?.name ?? path.replace('node_modules/', ''),
    values: [listDependencies(lockfile, path).size],
  }));
}
