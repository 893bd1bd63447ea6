/** The process that work.ts starts. */
import { answerQuestions } from './answer-questions.ts';
import type { CreateWork, Work, WorkQuestion } from './work.ts';

let work: Work = () => {
  throw new Error('There is nothing to do yet.');
};

answerQuestions(undefined, async (value) => {
  const question = value as WorkQuestion;
  if (question.do === 'run') return run(question.calls);
  const module = (await import(question.module)) as { readonly createWork: CreateWork<unknown> };
  work = await module.createWork(question.input);
  return 0;
});

async function run(calls: number): Promise<number> {
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) {
    const result = work(call);
    // What answers at once is not made to wait for a turn of the loop.
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
