/** What the server of a framework is started with. */
export interface FrameworkInput {
  /** A name of the framework's table; `bare` has no guard. */
  readonly protection: string;
  readonly issuer: string;
  readonly audience: string;
  /** SPKI, PEM. */
  readonly publicKey: string;
  /** Those of the API, for a guard that follows revocations. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
}

const variable = 'BENCH_FRAMEWORK_INPUT';

export function writeInput(input: FrameworkInput): Readonly<Record<string, string>> {
  return { [variable]: JSON.stringify(input) };
}

export function readInput(): FrameworkInput {
  return JSON.parse(process.env[variable] ?? 'null') as FrameworkInput;
}

/** What every handler answers. */
export const orders = { orders: [{ id: 1, article: 'a pair of shoes' }] };

/** Pick from a framework's table. @throws Error naming what there is. */
export function choose<Choice>(table: Readonly<Record<string, Choice>>, name: string): Choice {
  const choice = table[name];
  if (choice === undefined)
    throw new Error(`There is no protection ${name}; there are ${Object.keys(table).join(', ')}.`);
  return choice;
}
