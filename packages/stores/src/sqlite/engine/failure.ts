/**
 * Primary result codes that blame one statement: ERROR, TOOBIG, CONSTRAINT, MISMATCH, MISUSE, RANGE. Any other (BUSY,
 * NOMEM, IOERR, CORRUPT, FULL …) is about the database, and no other statement can be trusted to fare better.
 */
const codesOfOneStatement: ReadonlySet<number> = new Set([1, 18, 19, 20, 21, 25]);

/** Whether an error means that the database cannot be used now, rather than that one call was wrong. */
export function isEngineFailure(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  return !codesOfOneStatement.has(error.errcode & 0xff);
}
