/** Where warnings go unless `onWarning` says otherwise. */
export function warnProcess(message: string): void {
  process.emitWarning(message, { type: 'LatchkeyWarning' });
}

/** What an operator is told when a fetch of keys failed. */
export function describeMissingKeys(issuer: string, error: unknown): string {
  return `The keys of ${issuer} are not available: ${error instanceof Error ? error.message : String(error)}`;
}
