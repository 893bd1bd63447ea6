import type { GuardClock } from '../clock.ts';
import type { IntrospectionVerdict } from './verdict.ts';

/** What the authority really said; that it could not be asked is nothing to keep. */
export type Answer = Exclude<IntrospectionVerdict, { status: 'unavailable' }>;

/** Answers by a digest of their token, for a short while. */
export interface AnswerCache {
  find(digest: string): Answer | undefined;
  keep(digest: string, answer: Answer): void;
}

/** @param limits.maxAnswers - beyond it the oldest goes. */
export function createAnswerCache(
  limits: { readonly keepMs: number; readonly maxAnswers: number },
  clock: Pick<GuardClock, 'monotonicMs'>,
): AnswerCache {
  const answers = new Map<string, { readonly answer: Answer; readonly untilMs: number }>();
  return {
    find(digest) {
      const found = answers.get(digest);
      if (found === undefined) return undefined;
      if (clock.monotonicMs() < found.untilMs) return found.answer;
      answers.delete(digest);
      return undefined;
    },
    keep(digest, answer) {
      if (limits.keepMs === 0 || limits.maxAnswers === 0) return;
      // Deleted first, so that the order of the map is the order of age.
      answers.delete(digest);
      answers.set(digest, { answer, untilMs: clock.monotonicMs() + limits.keepMs });
      const [oldest] = answers.keys();
      if (answers.size > limits.maxAnswers && oldest !== undefined) answers.delete(oldest);
    },
  };
}
