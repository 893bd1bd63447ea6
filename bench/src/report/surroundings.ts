import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Surroundings } from './results.ts';

/** The peers as installed, and ourselves. */
export function readSurroundings(): Surroundings {
  return {
    takenAt: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}, ${process.arch}`,
    node: process.version,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    versions: readVersions(),
  };
}

function readVersions(): Readonly<Record<string, string>> {
  const own = readManifest(new URL('../../../packages/server/package.json', import.meta.url));
  const { dependencies = {} } = readManifest(new URL('../../package.json', import.meta.url));
  const installed = Object.keys(dependencies).map((name) => {
    const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    return [name, readManifest(manifest).version] as const;
  });
  return { latchkey: own.version, ...Object.fromEntries(installed) };
}

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readManifest(file: URL): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

/** Two lines for a person. */
export function formatSurroundings(surroundings: Surroundings): string {
  const { cpu, cores, memoryGiB, system, node, loadBefore, takenAt, versions } = surroundings;
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return (
    `Node ${node}, ${cores} cores of ${cpu}, ${memoryGiB} GiB, ${system}; load before the run ${loadBefore}; ${takenAt}\n` +
    `${list.join(', ')}\n`
  );
}
