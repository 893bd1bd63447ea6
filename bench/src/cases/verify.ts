import type { Case, CaseOptions } from '../case.ts';
import { measureWork, type WorkModule } from '../measure/work.ts';
import { type Algorithm, createVerifyInput, type VerifyInput } from '../peers/verify/input.ts';
import type { CaseResult, MeasuredSide, Table } from '../report/results.ts';

interface Verifier {
  readonly name: string;
  readonly module: string;
  readonly cache?: boolean;
  readonly revocations?: number;
}

const bare = 'node:crypto, signature alone';
const guard = 'Latchkey guard, all rules';
const revocations = 10_000;

/** Every token is verified. */
const verifiers: readonly Verifier[] = [
  { name: bare, module: 'node-crypto' },
  { name: 'Latchkey tokens', module: 'latchkey-tokens' },
  { name: guard, module: 'latchkey-guard' },
  { name: `${guard}, 10^4 revocations`, module: 'latchkey-guard', revocations },
  { name: 'jsonwebtoken', module: 'jsonwebtoken' },
  { name: 'fast-jwt', module: 'fast-jwt' },
  { name: 'jose', module: 'jose' },
];

/** Tokens were seen before, and are remembered. */
const rememberers: readonly Verifier[] = [
  { name: 'fast-jwt, cache', module: 'fast-jwt', cache: true },
  { name: `${guard}, 10^4 revocations`, module: 'latchkey-guard', cache: true, revocations },
];

const algorithms: readonly Algorithm[] = ['ES256', 'RS256'];

export const verifyCase: Case = {
  name: 'verify',
  summary: 'one access token verified: raw node:crypto, jose, jsonwebtoken, fast-jwt, and ours',
  run: runVerify,
};

async function runVerify(options: CaseOptions): Promise<CaseResult> {
  const modules = new Map(
    algorithms.flatMap((alg) => {
      const input = createVerifyInput(alg);
      return [...verifiers, ...rememberers].map(
        (verifier) => [nameSide(alg, verifier), describeWork(verifier, input)] as const,
      );
    }),
  );
  const measuredUs = await measureWork(modules, options);
  const perCallUs = (alg: Algorithm, verifier: Verifier): readonly number[] =>
    measuredUs.get(nameSide(alg, verifier)) ?? [];
  return {
    name: 'verify',
    title: 'Verifying an access token',
    notes: [
      'Each side runs in a process of its own, with the same 1,000 tokens of about 700 bytes in turn. All check signature, iss, aud and exp.',
      'The guard also checks typ, kid, shapes of all claims, iat, scope, permission, age of token and sign-in, and the revocation log.',
      'Both refuse duplicate members, other spellings of base64url and embedded keys, which the others do not look for.',
    ],
    tables: [
      ...algorithms.map((alg) => tabulateVerified(alg, perCallUs)),
      tabulateOver(perCallUs),
      ...algorithms.map((alg) => tabulateRemembered(alg, perCallUs)),
    ],
  };
}

type ReadUs = (alg: Algorithm, verifier: Verifier) => readonly number[];

function nameSide(alg: Algorithm, { name, cache }: Verifier): string {
  return `${alg}, ${name}${cache ? ', remembered' : ''}`;
}

function describeWork(verifier: Verifier, input: VerifyInput): WorkModule {
  const { cache = false, revocations = 0 } = verifier;
  const module = new URL(`../peers/verify/${verifier.module}.ts`, import.meta.url);
  return { module, input: { ...input, cache, revocations } };
}

function tabulateVerified(alg: Algorithm, read: ReadUs): Table {
  return {
    title: `${alg}, every token verified`,
    unit: 'per CPU second',
    digits: 0,
    sides: verifiers.map((verifier) => ({ name: verifier.name, values: read(alg, verifier).map(toRate) })),
    base: bare,
  };
}

function tabulateOver(read: ReadUs): Table {
  const over = (alg: Algorithm, verifier: Verifier): readonly number[] => {
    const [base] = verifiers;
    const bareUs = base === undefined ? [] : read(alg, base);
    return read(alg, verifier).map((value, round) => value - (bareUs[round] ?? Number.NaN));
  };
  const sides: MeasuredSide[] = algorithms.flatMap((alg) =>
    verifiers.slice(1).map((verifier) => ({ name: `${alg}, ${verifier.name}`, values: over(alg, verifier) })),
  );
  return {
    title: 'Time beyond the bare signature',
    unit: 'µs of CPU',
    digits: 1,
    sides,
    bars: algorithms.map((alg) => ({ side: `${alg}, ${guard}`, of: 'value', atMost: 5 })),
  };
}

function tabulateRemembered(alg: Algorithm, read: ReadUs): Table {
  const [base, ours] = rememberers.map(({ name }) => name);
  return {
    title: `${alg}, tokens seen before`,
    unit: 'per CPU second',
    digits: 0,
    sides: rememberers.map((verifier) => ({ name: verifier.name, values: read(alg, verifier).map(toRate) })),
    base,
    bars: ours === undefined ? [] : [{ side: ours, of: 'value', atLeast: 500_000 }],
  };
}

function toRate(us: number): number {
  return 1e6 / us;
}
