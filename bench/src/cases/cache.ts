import type { Case, CaseOptions } from '../case.ts';
import { takeRounds } from '../measure/rounds.ts';
import { startWork, type WorkSide } from '../measure/work.ts';
import { type CacheKey, cacheKeys } from '../ours/cache-lookup.ts';
import type { CaseResult } from '../report/results.ts';

export const cacheCase: Case = {
  name: 'cache',
  summary: "the guard's signature cache: looked up by the end of the signature, or by SHA-256",
  run: runCache,
};

async function runCache({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const sides = new Map<CacheKey, WorkSide>();
  try {
    for (const key of cacheKeys) {
      sides.set(key, await startWork(new URL('../ours/cache-lookup.ts', import.meta.url), key, quick ? 40 : 150));
    }
    const measured = await takeRounds(cacheKeys, { rounds, report }, async (key) => {
      const side = sides.get(key);
      if (side === undefined) throw new Error(`There is no side ${key}.`);
      return 1e6 / (await side.measure());
    });
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
          sides: cacheKeys.map((key) => ({ name: key, values: measured.get(key) ?? [] })),
          base: 'by SHA-256',
        },
      ],
    };
  } finally {
    for (const side of sides.values()) await side.stop();
  }
}
