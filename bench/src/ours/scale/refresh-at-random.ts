/**
 * One embedded store with many grants. Asked to, it lets clients refresh grants at random in a closed loop for a while and
 * answers with what that cost.
 *
 * Arguments: database file, number of grants.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteStore } from '../../../../packages/stores/src/sqlite/index.ts';
import { answerQuestions } from '../../measure/answer-questions.ts';
import { readQuantile } from '../../report/quantiles.ts';
import { refreshOnce } from './refresh-once.ts';
import type { ScaleQuestion, ScaleRound } from './scale-round.ts';

const clientCount = 32;

const [, , file, grantCountText] = process.argv;
if (file === undefined) throw new Error('Name a database file and the number of its grants.');
const grantCount = Number(grantCountText);
const store = await openSqliteStore({ file });
/** By grant, how often it has been refreshed here. */
const refreshes = new Uint32Array(grantCount);

async function measure({ grants, warmUpMs, durationMs }: ScaleQuestion): Promise<ScaleRound> {
  const { first, generation } = grants;
  const latenciesMs: number[] = [];
  let stopped = false;
  // Each has grants of its own: two at one grant in the same moment would be another measurement.
  const runClient = async (client: number): Promise<void> => {
    while (!stopped) {
      const index = client + clientCount * randomInt(Math.floor(grantCount / clientCount));
      const grant = { ...first, grantNumber: first.grantNumber + index };
      const askedAtMs = performance.now();
      const next = await refreshOnce(store, grant, generation + (refreshes[index] ?? 0));
      refreshes[index] = next - generation;
      latenciesMs.push(performance.now() - askedAtMs);
    }
  };
  const clients = Array.from({ length: clientCount }, (_, client) => runClient(client));
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
