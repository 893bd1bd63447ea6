import { listCauses } from '@latchkey/host/error-causes';
import { exitCodes } from '@latchkey/host/exit-codes';
import { ListenError } from '@latchkey/host/listen';
import { KeyRingError } from '@latchkey/keys';
import { ConfigError } from '@latchkey/server/config';
import { ServeError } from '@latchkey/server/node';
import { StoreOpenError } from '@latchkey/stores/sqlite';

export interface StartFailure {
  /** What is wrong and what to do about it. */
  readonly sentence: string;
  readonly exitCode: number;
}

/** Why the authority did not start. Messages of errors that are not ours are left out: they may quote anything. */
export function describeStartFailure(error: unknown): StartFailure {
  if (error instanceof ConfigError || error instanceof KeyRingError || error instanceof ServeError) {
    return { sentence: error.message, exitCode: exitCodes.configuration };
  }
  if (error instanceof ListenError) {
    const isInUse = error.code === 'address_in_use';
    return { sentence: error.message, exitCode: isInUse ? exitCodes.inUse : exitCodes.configuration };
  }
  if (error instanceof StoreOpenError) {
    const isInUse = error.code === 'in_use';
    return { sentence: error.message, exitCode: isInUse ? exitCodes.inUse : exitCodes.configuration };
  }
  const causes = listCauses(error).map(({ name, code, stack }) => [
    `${name}${code === undefined ? '' : ` (${code})`}`,
    ...stack.map((frame) => `  ${frame}`),
  ]);
  return { sentence: ['Latchkey could not start.', ...causes.flat()].join('\n'), exitCode: exitCodes.unexpected };
}
