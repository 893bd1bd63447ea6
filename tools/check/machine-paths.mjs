import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { listFiles } from './source-files.mjs';
import { failed, passed } from './step-result.mjs';

/** Home folders, and the folders above this one, mean something on one machine only. */
const ownPaths = [root, homedir()].filter((path) => path.split('/').length > 2);
const anyMachine = /(?<![\w.~-])\/(?:home|Users|work|workspace|root)\/[\w.-]+/;

/** No tracked text names a folder of the machine it was written on. */
export async function checkMachinePaths() {
  const files = (await listFiles()).filter((file) => !file.endsWith('package-lock.json'));
  const hits = files.flatMap((file) => findMachinePaths(readFileSync(join(root, file))).map((hit) => `${file}:${hit}`));
  if (files.length === 0) return failed('No file was found.');
  return hits.length === 0 ? passed() : failed(hits.join('\n'));
}

/**
 * @param {Buffer} content
 * @returns {readonly string[]} line number and text of each hit; none for a file that is no text
 */
export function findMachinePaths(content) {
  if (content.includes(0)) return [];
  return content
    .toString('utf8')
    .split('\n')
    .flatMap((line, at) => {
      const isHit = anyMachine.test(line) || ownPaths.some((path) => line.includes(`${path}/`));
      return isHit ? [`${at + 1}: ${line.trim().slice(0, 160)}`] : [];
    });
}
