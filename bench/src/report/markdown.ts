import type { CaseResult, RunResult, Table } from './results.ts';
import { formatSurroundings } from './surroundings.ts';
import { tabulate } from './table.ts';

/**
 * Put the figures of a run into a page. Between `<!-- figures: NAME -->` and `<!-- end -->` stands what was measured under
 * that name; what the run did not measure stays as it is. `surroundings` is the machine and the versions.
 *
 * @throws Error when the page has no place for something that was measured.
 */
export function replaceFigures(page: string, result: RunResult): string {
  const sections = new Map([
    ['surroundings', writeSurroundings(result)],
    ...result.cases.map((one) => [one.name, writeCase(one)] as const),
  ]);
  let written = page;
  for (const [name, text] of sections) written = replaceSection(written, name, text);
  return written;
}

function replaceSection(page: string, name: string, text: string): string {
  const begin = `<!-- figures: ${name} -->\n`;
  const end = '<!-- end -->';
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`The page has no place for the figures of ${name}.`);
  return page.slice(0, from + begin.length) + text + page.slice(to);
}

function writeSurroundings(result: RunResult): string {
  const [machine = '', versions = ''] = formatSurroundings(result.surroundings).trim().split('\n');
  const kind = result.quick ? 'A quick run, which is no measurement' : `${result.rounds} rounds`;
  return `${kind}. ${machine}.\n\n${versions}.\n`;
}

function writeCase({ notes, tables }: CaseResult): string {
  return `${notes.map((note) => `${note}\n`).join('')}\n${tables.map(writeTable).join('\n')}`;
}

function writeTable(table: Table): string {
  const [header = [], ...rows] = tabulate(table);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const rule = `|${header.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|\n`;
  return line([table.title, ...header.slice(1)]) + rule + rows.map(line).join('');
}
