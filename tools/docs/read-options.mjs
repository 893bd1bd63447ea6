import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';

/**
 * The members of an interface with what their comments say, for tables of options.
 *
 * Reads the one way this repository writes them: a comment, then `readonly name?: Type;`. Anything else inside the interface
 * is an error, so that a table never silently lacks a row.
 *
 * @param {string} file - relative to the root
 * @param {string} interfaceName
 * @returns {readonly { name: string, required: boolean, type: string, text: string }[]}
 */
export function readOptions(file, interfaceName) {
  const source = readFileSync(join(root, file), 'utf8');
  const start = new RegExp(`^export interface ${interfaceName}\\b[^{]*\\{$`, 'm').exec(source);
  const end = start === null ? -1 : source.indexOf('\n}', start.index);
  if (start === null || end === -1) throw new Error(`${file} has no interface ${interfaceName}.`);
  const body = source.slice(start.index + start[0].length, end);
  const member =
    /\s*(?:\/\*\*(?<comment>(?:(?!\*\/).)*)\*\/)?\s*readonly (?<name>\w+)(?<optional>\?)?:\s+(?<type>(?:\{[^}]*\}|[^;{])+);/gsy;
  const options = [];
  let position = 0;
  for (let match = member.exec(body); match !== null; match = member.exec(body)) {
    position = member.lastIndex;
    const { comment = '', name = '', optional, type = '' } = match.groups ?? {};
    if (comment.trim() === '') throw new Error(`${name} of ${interfaceName} in ${file} has no comment.`);
    options.push({
      name,
      required: optional === undefined,
      type: oneLine(type.replace(/ \| undefined$/, '').replaceAll(/import\('[^']+'\)\./g, '')),
      text: oneLine(comment.replaceAll(/^\s*\* ?/gm, ' ')),
    });
  }
  const rest = body.slice(position).trim();
  if (rest !== '')
    throw new Error(`${interfaceName} in ${file} has a member that no table can show: ${rest.slice(0, 80)}`);
  return options;
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/**
 * @param {readonly { name: string, required: boolean, type: string, text: string }[]} options
 * @returns {string} a table in Markdown
 */
export function renderOptions(options) {
  const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|').replaceAll(/\{@link (\w+)\}/g, '`$1`');
  const rows = options.map(
    ({ name, required, type, text }) =>
      `| \`${name}\`${required ? ' (required)' : ''} | \`${cell(type)}\` | ${cell(text)} |`,
  );
  return ['| option | type | meaning |', '|---|---|---|', ...rows].join('\n');
}
