import { computeQuartiles, computeRatios, type Quartiles } from './quantiles.ts';
import type { Bar, CaseResult, MeasuredSide, Table } from './results.ts';

/** A table's rows as texts, header first: for the terminal and for the documentation. */
export function tabulate(table: Table): readonly (readonly string[])[] {
  const base = table.sides.find((side) => side.name === table.base);
  const header = ['', table.unit, ...(base === undefined ? [] : [`÷ ${base.name}`]), ...(table.bars ? ['must'] : [])];
  return [header, ...table.sides.map((side) => writeRow(table, side, base))];
}

function writeRow(table: Table, side: MeasuredSide, base: MeasuredSide | undefined): readonly string[] {
  const value = computeQuartiles(side.values);
  const ratio = base === undefined ? undefined : computeQuartiles(computeRatios(side.values, base.values));
  const cells = [side.name, formatQuartiles(value, table.digits)];
  if (ratio !== undefined) cells.push(side === base ? '' : formatQuartiles(ratio, 2));
  if (table.bars !== undefined) {
    const bars = table.bars.filter((bar) => bar.side === side.name);
    cells.push(bars.map((bar) => judgeBar(bar, bar.of === 'value' ? value : ratio, table.digits)).join('; '));
  }
  return cells;
}

function judgeBar(bar: Bar, found: Quartiles | undefined, digits: number): string {
  const median = found?.median ?? Number.NaN;
  const reached =
    median >= (bar.atLeast ?? Number.NEGATIVE_INFINITY) && median <= (bar.atMost ?? Number.POSITIVE_INFINITY);
  const limit = bar.atLeast ?? bar.atMost ?? Number.NaN;
  const written = bar.of === 'ratio' ? `${limit} ×` : formatNumber(limit, Number.isInteger(limit) ? 0 : digits);
  return `${bar.atLeast === undefined ? '≤' : '≥'} ${written}${reached ? '' : ': MISSED'}`;
}

function formatQuartiles({ low, median, high }: Quartiles, digits: number): string {
  const [one, middle, other] = [low, median, high].map((value) => formatNumber(value, digits));
  return one === other ? String(middle) : `${middle} (${one}–${other})`;
}

function formatNumber(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** For a terminal: columns aligned, medians with quartiles in brackets. */
export function formatCase(result: CaseResult): string {
  const notes = result.notes.map((note) => `  ${note}\n`).join('');
  return `\n${result.title}\n${notes}${result.tables.map(formatTable).join('')}`;
}

function formatTable(table: Table): string {
  const rows = tabulate(table);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   '),
  );
  return `\n  ${table.title}\n${lines.map((line) => `    ${line.trimEnd()}\n`).join('')}`;
}
