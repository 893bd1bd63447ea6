import type { Case, CaseOptions } from '../case.ts';
import { measureWork } from '../measure/work.ts';
import { cacheKeys } from '../ours/cache-lookup.ts';
import type { CaseResult } from '../report/results.ts';

const module = new URL('../ours/cache-lookup.ts', import.meta.url);

export const cacheCase: Case = {
  name: 'cache',
  summary: "the guard's signature cache: looked up by the end of the signature, or by SHA-256",
  run: runCache,
};

async function runCache(options: CaseOptions): Promise<CaseResult> {
  const measuredUs = await measureWork(new Map(cacheKeys.map((key) => [key, { module, input: key }])), options);
  return {
    name: 'cache',
    title: 'Finding a token that was seen before',
    notes: [
      '1,000 tokens in turn, cut out of the header each time. docs/decisions/0012-signature-cache.md weighs the two.',
    ],
    tables: [
      {
        title: 'Looking a token up',
        unit: 'per CPU second',
        digits: 0,
        sides: cacheKeys.map((key) => ({ name: key, values: (measuredUs.get(key) ?? []).map((us) => 1e6 / us) })),
        base: 'by SHA-256',
      },
    ],
  };
}
