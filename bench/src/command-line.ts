import { parseArgs } from 'node:util';
import type { Case } from './case.ts';

/** What a person asked for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'write_docs'; readonly resultFile: string }
  | {
      readonly kind: 'run';
      readonly names: readonly string[];
      readonly rounds: number;
      readonly quick: boolean;
      readonly jsonFile: string | undefined;
    };

/** The command line cannot be obeyed; the message says why. */
export class UsageError extends Error {}

const usualRounds = 15;
const quickRounds = 3;

/** @throws UsageError */
export function readCommandLine(args: readonly string[], cases: readonly Case[]): Command {
  const { values, positionals: names } = parse(args);
  if (values.help === true) return { kind: 'help' };
  if (values['write-docs'] !== undefined) return { kind: 'write_docs', resultFile: values['write-docs'] };
  const unknown = names.filter((name) => !cases.some((one) => one.name === name));
  if (unknown.length > 0) {
    throw new UsageError(`There is no ${unknown.join(', ')}. There are: ${cases.map(({ name }) => name).join(', ')}.`);
  }
  const quick = values.quick === true;
  return { kind: 'run', names, quick, rounds: readRounds(values.rounds, quick), jsonFile: values.json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        quick: { type: 'boolean' },
        json: { type: 'string' },
        'write-docs': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Fewer than 15 tell nothing on a machine with other work, so only who says that they are in a hurry gets fewer. */
function readRounds(text: string | undefined, quick: boolean): number {
  if (text === undefined) return quick ? quickRounds : usualRounds;
  const rounds = Number(text);
  const least = quick ? 1 : usualRounds;
  if (Number.isInteger(rounds) && rounds >= least && rounds <= 1_000) return rounds;
  throw new UsageError(`--rounds is a whole number from ${least} to 1000${quick ? '' : '; fewer only with --quick'}.`);
}

export function formatHelp(cases: readonly Case[]): string {
  const width = Math.max(...cases.map(({ name }) => name.length));
  return `Measure Latchkey against its peers, side by side in one run.

usage: npm run bench [-- [NAME …] [--rounds N] [--quick] [--json FILE]]
       npm run bench -- --write-docs FILE

${cases.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

  NAME               what to measure; none: everything, which takes about 50 minutes
  --rounds N         how often the sides take turns; at least ${usualRounds}, which is the default
  --quick            less work in each round, ${quickRounds} rounds: to see that it works, not for figures
  --json FILE        write everything that was measured to FILE too
  --write-docs FILE  put what a run wrote to FILE into the tables of docs/performance.md
  --help             this text

examples:
  npm run bench -- verify
  npm run bench -- tokens sign-in --rounds 31 --json tokens.json
  npm run bench -- --quick
  npm run bench -- --json all.json && npm run bench -- --write-docs all.json

Tables go to standard output, progress to standard error. A table shows medians with quartiles, and medians of the ratios of
each round. Exit code: 0 when everything was measured, 1 when something failed, 2 when the command is not understood. A bar
that was missed is marked; it changes no exit code.
`;
}
