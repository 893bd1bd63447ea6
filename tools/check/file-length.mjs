import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { listModules } from './source-files.mjs';
import { failed, passed } from './step-result.mjs';

const worthALook = 300;
const tooLong = 500;

/** No source file is so long that it has two reasons to change. Tests may be longer. */
export async function checkFileLengths() {
  const sources = (await listModules()).filter((file) => !/(^|\/)test\//.test(file));
  const long = sources
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > worthALook)
    .toSorted((a, b) => b.lines - a.lines);
  const list = long.map(({ file, lines }) => `${lines} lines: ${file}`).join('\n');
  if (sources.length === 0) return failed('No source file was found.');
  if (long.some(({ lines }) => lines > tooLong)) {
    return failed(`Split what is over ${tooLong} lines:\n${list}`);
  }
  return passed(long.length > 0 ? `worth a second look:\n${list}` : undefined);
}
