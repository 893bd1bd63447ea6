import type { Case, CaseOptions } from './case.ts';
import { stopChildren } from './measure/child.ts';
import { createProgress } from './progress.ts';
import type { CaseResult } from './report/results.ts';
import { formatCase } from './report/table.ts';

export interface CasesOutcome {
  readonly results: readonly CaseResult[];
  readonly failed: readonly string[];
}

/** Measure one after the other, and show each when it is done. One that fails does not keep the others from being measured. */
export async function runCases(
  cases: readonly Case[],
  options: Pick<CaseOptions, 'rounds' | 'quick'>,
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
): Promise<CasesOutcome> {
  const results: CaseResult[] = [];
  const failed: string[] = [];
  for (const one of cases) {
    const progress = createProgress(stderr, one.name);
    try {
      const result = await one.run({ ...options, report: progress.report });
      progress.end();
      stdout.write(formatCase(result));
      results.push(result);
    } catch (error) {
      progress.end();
      stderr.write(`${one.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      failed.push(one.name);
      await stopChildren();
    }
  }
  return { results, failed };
}
