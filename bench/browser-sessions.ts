/**
 * How much the embedded store of the browser proxy does when one process, two or four have its file open: 50 clients each in
 * a closed loop, the processes side by side, in interleaved rounds. Prints medians and quartiles of all processes together.
 *
 *     node --conditions=@latchkey/source bench/browser-sessions.ts [rounds] [seconds]
 *
 * Rounds of so many seconds for each figure: 9 of 1 unless given.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const rounds = Number(process.argv[2] ?? 9);
const seconds = Number(process.argv[3] ?? 1);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('The number of rounds is a whole number from 1.');
const works = ['find', 'claim', 'refresh'] as const;

interface Child {
  /** The next line it says. */
  hear(): Promise<string>;
  say(line: string): void;
  end(): Promise<void>;
}

function startChild(file: string): Child {
  const round = new URL('./browser-sessions/round.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--conditions=@latchkey/source', round, file, String(seconds)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    async hear() {
      const { done, value } = await lines.next();
      if (done === true) throw new Error('A process of the measurement ended.');
      return value;
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    async end() {
      child.stdin.end();
      await exited;
    },
  };
}

/** Calls per second of so many processes together, for each kind of work. */
async function runRound(processes: number): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
  const children = Array.from({ length: processes }, () => startChild(join(folder, 'sessions.sqlite')));
  try {
    await Promise.all(children.map((child) => child.hear()));
    const rates: number[] = [];
    for (const work of works) {
      for (const child of children) child.say(work);
      const answers = await Promise.all(children.map((child) => child.hear()));
      rates.push(answers.reduce((sum, answer) => sum + Number(answer), 0));
    }
    return rates;
  } finally {
    await Promise.all(children.map((child) => child.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function describeRates(rates: readonly number[]): string {
  const sorted = rates.toSorted((one, other) => one - other);
  const [low, median, high] = [0.25, 0.5, 0.75].map((part) =>
    Math.round(sorted[Math.floor(part * sorted.length)] ?? 0),
  );
  return `${median} (${low}–${high})`;
}

const sides = [1, 2, 4].map((processes) => ({ processes, rates: works.map((): number[] => []) }));
for (let round = 0; round < rounds; round += 1) {
  for (const { processes, rates } of sides) {
    for (const [index, rate] of (await runRound(processes)).entries()) rates[index]?.push(rate);
  }
}
for (const { processes, rates } of sides) {
  const figures = works.map((work, index) => `${work} ${describeRates(rates[index] ?? [])}`);
  console.log(`${processes} ${processes === 1 ? 'process' : 'processes'}, per second: ${figures.join(', ')}`);
}
