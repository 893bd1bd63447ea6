/**
 * Primary result codes that blame one statement: ERROR, TOOBIG, CONSTRAINT, MISMATCH, MISUSE, RANGE. Any other (BUSY,
 * NOMEM, IOERR, CORRUPT, FULL …) is about the database, and no other statement can be trusted to fare better.
 */
const codesOfOneStatement: ReadonlySet<number> = new Set([1, 18, 19, 20, 21, 25]);

/** SQLITE_BUSY: somebody else holds the lock. */
const busyCode = 5;

/** Whether an error means that the database cannot be used now, rather than that one call was wrong. */
export function isEngineFailure(error: unknown): boolean {
  const code = readPrimaryCode(error);
  return code !== undefined && !codesOfOneStatement.has(code);
}

/** Whether another connection held what was wanted until patience ran out. */
export function isBusy(error: unknown): boolean {
  return readPrimaryCode(error) === busyCode;
}

function readPrimaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}
