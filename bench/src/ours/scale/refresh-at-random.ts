/**
 * One embedded store with many grants. Asked to, it lets clients refresh grants at random in a closed loop for a while and
 * answers with what that cost.
 *
 * Arguments: database file, number of grants.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { refresh } from '../../../../packages/stores/src/contract/steps.ts';
import { openSqliteStore } from '../../../../packages/stores/src/sqlite/index.ts';
import { answerQuestions } from '../../measure/answer-questions.ts';
import { readQuantile } from '../../report/quantiles.ts';
import type { ScaleQuestion, ScaleRound } from './scale-round.ts';

const clientCount = 32;
/** Short, so that rows of a small store, refreshed each second here, remember no more refreshes than those of a large one. */
const overlapMs = 100;

const [, , file, grantCountText] = process.argv;
if (file === undefined) throw new Error('Name a database file and the number of its grants.');
const grantCount = Number(grantCountText);
const generations = new Uint32Array(grantCount);
const store = await openSqliteStore({ file });

async function measure({ first, warmUpMs, durationMs }: ScaleQuestion): Promise<ScaleRound> {
  const latenciesMs: number[] = [];
  let stopped = false;
  const runClient = async (): Promise<void> => {
    while (!stopped) {
      const index = randomInt(grantCount);
      const grant = { ...first, grantNumber: first.grantNumber + index };
      const askedAtMs = performance.now();
      const result = await refresh(store, grant, generations[index] ?? 0, { overlapMs });
      // Two clients at one grant in the same moment: the second is given what the first was.
      if (result.status === 'replayed') continue;
      if (result.status !== 'rotated') throw new Error(`A refresh was answered ${result.status}.`);
      generations[index] = result.generation;
      latenciesMs.push(performance.now() - askedAtMs);
    }
  };
  const clients = Array.from({ length: clientCount }, runClient);
  await wait(warmUpMs);
  latenciesMs.length = 0;
  const cpuBefore = process.cpuUsage();
  await wait(durationMs);
  const { user, system } = process.cpuUsage(cpuBefore);
  const counted = latenciesMs.slice();
  stopped = true;
  await Promise.all(clients);
  return {
    cpuUs: (user + system) / counted.length,
    medianMs: readQuantile(counted, 0.5),
    p99Ms: readQuantile(counted, 0.99),
  };
}

answerQuestions(undefined, (question) => measure(question as ScaleQuestion));
