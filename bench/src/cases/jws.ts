import type { Case, CaseOptions } from '../case.ts';
import { takeRounds } from '../measure/rounds.ts';
import { startWork, type WorkSide } from '../measure/work.ts';
import { type JwsStep, jwsSteps } from '../ours/jws-steps.ts';
import type { CaseResult, Table } from '../report/results.ts';

export const jwsCase: Case = {
  name: 'jws',
  summary: "ES256: our own DER conversion against node:crypto's, and a whole token against its bare signature",
  run: runJws,
};

async function runJws({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const sides = new Map<JwsStep, WorkSide>();
  try {
    for (const step of jwsSteps) {
      sides.set(step, await startWork(new URL('../ours/jws-steps.ts', import.meta.url), step, quick ? 40 : 150));
    }
    const measured = await takeRounds(jwsSteps, { rounds, report }, async (step) => {
      const side = sides.get(step);
      if (side === undefined) throw new Error(`There is no side ${step}.`);
      return side.measure();
    });
    const createTable = (title: string, steps: readonly JwsStep[]): Table => ({
      title,
      unit: 'µs of CPU',
      digits: 1,
      sides: steps.map((step) => ({ name: step, values: measured.get(step) ?? [] })),
      base: steps[0],
    });
    return {
      name: 'jws',
      title: 'ES256 and the two spellings of its signatures',
      notes: ['JOSE spells an ECDSA signature in another way than OpenSSL. Node converts when told to; so do we.'],
      tables: [
        createTable(
          'Signing',
          jwsSteps.filter((step) => step.startsWith('sign')),
        ),
        createTable(
          'Verifying',
          jwsSteps.filter((step) => step.startsWith('verify')),
        ),
      ],
    };
  } finally {
    for (const side of sides.values()) await side.stop();
  }
}
