/** Why a store could not be opened. The message names the file and says what to do. */
export type StoreOpenErrorCode =
  /** Another server has it open. */
  | 'in_use'
  /** A newer version of Latchkey has used it; this one would not understand what it wrote. */
  | 'newer_database'
  /** A database, but not one of Latchkey's. */
  | 'foreign_database'
  /** Not a database, no permission, no space, more than one name. */
  | 'unusable';

/** Thrown by the functions that open a store. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError';
  readonly code: StoreOpenErrorCode;

  constructor(code: StoreOpenErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** What people are told of an error that nobody foresaw while a store was being opened. */
export function toOpenError(file: string, error: unknown): StoreOpenError {
  if (error instanceof StoreOpenError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreOpenError(
    'unusable',
    `${file} cannot be opened as a database (${reason}). Check the path, its permissions and the free space.`,
    { cause: error },
  );
}
