import { listCauses } from './error-causes.ts';
import { exitCodes } from './exit-codes.ts';

export interface StartFailure {
  /** What is wrong and what to do about it. */
  readonly sentence: string;
  readonly exitCode: number;
}

/** What a program knows about the errors it can begin with. */
export interface KnownFailures {
  /** Said of any other error, such as "Latchkey could not start." */
  readonly unexpected: string;
  /** Classes of errors whose message says what to do and may be shown. */
  readonly ours: readonly (new (
    ...args: never[]
  ) => Error & { readonly code?: string })[];
  /** The `code`s of such errors that pass by themselves, so that trying again later helps. */
  readonly temporaryCodes: readonly string[];
}

/** Why a process did not start. Messages of errors that are not ours are left out: they may quote anything. */
export function describeStartFailure(error: unknown, known: KnownFailures): StartFailure {
  const ours = known.ours.some((errorClass) => error instanceof errorClass);
  if (ours && error instanceof Error) {
    const isTemporary = 'code' in error && known.temporaryCodes.includes(String(error.code));
    return { sentence: error.message, exitCode: isTemporary ? exitCodes.inUse : exitCodes.configuration };
  }
  const causes = listCauses(error).map(({ name, code, stack }) => [
    `${name}${code === undefined ? '' : ` (${code})`}`,
    ...stack.map((frame) => `  ${frame}`),
  ]);
  return { sentence: [known.unexpected, ...causes.flat()].join('\n'), exitCode: exitCodes.unexpected };
}
