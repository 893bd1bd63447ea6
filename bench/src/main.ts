/** `npm run bench`: measure Latchkey against its peers. See command-line.ts for how it is called. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cases } from './cases/index.ts';
import { type Command, formatHelp, readCommandLine, UsageError } from './command-line.ts';
import { replaceFigures } from './report/markdown.ts';
import type { RunResult } from './report/results.ts';
import { formatSurroundings, readSurroundings } from './report/surroundings.ts';
import { runCases } from './run-cases.ts';

const performancePage = new URL('../../docs/performance.md', import.meta.url);

async function run(command: Extract<Command, { kind: 'run' }>): Promise<number> {
  const { names, rounds, quick, jsonFile } = command;
  // Before half an hour of work, not after it.
  if (jsonFile !== undefined) writeText(jsonFile, '');
  const surroundings = readSurroundings();
  process.stdout.write(formatSurroundings(surroundings));
  const chosen = cases.filter(({ name }) => names.length === 0 || names.includes(name));
  const { results, failed } = await runCases(chosen, { rounds, quick }, process);
  const result: RunResult = { format: 1, rounds, quick, surroundings, cases: results };
  if (jsonFile !== undefined) writeText(jsonFile, `${JSON.stringify(result, undefined, 1)}\n`);
  if (failed.length > 0) process.stderr.write(`\nNot measured: ${failed.join(', ')}\n`);
  return failed.length > 0 ? 1 : 0;
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${describe(error)}.`);
  }
}

function writeDocs(resultFile: string): number {
  const result = readResult(resultFile);
  writeFileSync(performancePage, replaceFigures(readFileSync(performancePage, 'utf8'), result));
  process.stdout.write(
    `docs/performance.md shows ${result.cases.map(({ name }) => name).join(', ')} of ${resultFile}\n`,
  );
  return 0;
}

function readResult(file: string): RunResult {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8')) as RunResult;
    if (result.format === 1) return result;
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${describe(error)}.`);
  }
  throw new UsageError(`${file} was not written by this command.`);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function obey(): Promise<number> {
  const command = readCommandLine(process.argv.slice(2), cases);
  switch (command.kind) {
    case 'help':
      process.stdout.write(formatHelp(cases));
      return 0;
    case 'write_docs':
      return writeDocs(command.resultFile);
    case 'run':
      return run(command);
  }
}

// A case that starts an authority for each round leaves a listener each time, which is no leak here.
process.setMaxListeners(0);
try {
  process.exitCode = await obey();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\nSee npm run bench -- --help\n`);
  process.exitCode = 2;
}
