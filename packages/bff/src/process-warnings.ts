import type { BffLog } from './log.ts';

/** The log of a proxy that was given none: what an operator must know, and nothing of single requests. */
export const warningsToProcess: BffLog = Object.freeze({
  debug() {},
  info() {},
  warn: emitWarning,
  error: emitWarning,
});

function emitWarning(fields: Readonly<Record<string, unknown>>, message: string): void {
  process.emitWarning(`${message} ${JSON.stringify(fields)}`, { type: 'LatchkeyWarning' });
}
