/** The process that load.ts starts: it sends requests over keep-alive connections for a while. */
import { answerQuestions } from '../measure/answer-questions.ts';
import { readQuantile } from '../report/quantiles.ts';
import { openConnection } from './connection.ts';
import type { LoadPlan, LoadResult } from './plan.ts';
import { createSender } from './traffic.ts';

answerQuestions(undefined, (value) => runLoad(value as LoadPlan));

async function runLoad({ port, connections, durationMs, traffic }: LoadPlan): Promise<LoadResult> {
  const failure = Promise.withResolvers<never>();
  const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(port, failure.reject)));
  const latenciesMs: number[] = [];
  const endsAtMs = performance.now() + durationMs;
  try {
    const done = opened.map((connection, index) => {
      const sender = createSender(traffic, index, connections);
      const { promise, resolve } = Promise.withResolvers<void>();
      const send = (): void => {
        const sentAtMs = performance.now();
        if (sentAtMs >= endsAtMs) {
          resolve();
          return;
        }
        connection.send(sender.next(), (response) => {
          // An error here reaches the connection, which reports it.
          sender.take(response);
          latenciesMs.push(performance.now() - sentAtMs);
          send();
        });
      };
      send();
      return promise;
    });
    await Promise.race([Promise.all(done), failure.promise]);
  } finally {
    for (const connection of opened) connection.close();
  }
  return {
    requests: latenciesMs.length,
    medianMs: readQuantile(latenciesMs, 0.5),
    p99Ms: readQuantile(latenciesMs, 0.99),
  };
}
