import type { Case, CaseOptions } from '../case.ts';
import { measureWork } from '../measure/work.ts';
import { type JwsStep, jwsSteps } from '../ours/jws-steps.ts';
import type { CaseResult, Table } from '../report/results.ts';

const module = new URL('../ours/jws-steps.ts', import.meta.url);

export const jwsCase: Case = {
  name: 'jws',
  summary: "ES256: our own DER conversion against node:crypto's, and a whole token against its bare signature",
  run: runJws,
};

async function runJws(options: CaseOptions): Promise<CaseResult> {
  const measuredUs = await measureWork(new Map(jwsSteps.map((step) => [step, { module, input: step }])), options);
  const createTable = (title: string, steps: readonly JwsStep[]): Table => ({
    title,
    unit: 'µs of CPU',
    digits: 1,
    sides: steps.map((step) => ({ name: step, values: measuredUs.get(step) ?? [] })),
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
}
