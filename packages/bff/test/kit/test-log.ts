import { openLog } from '@latchkey/testing/run';
import type { BffLog } from '../../src/log.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A log that a test reads, and that the log-hygiene suite searches. */
export function createTestLog(): { readonly log: BffLog; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const file = openLog('bff');
  const write =
    (level: LogLine['level']) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void => {
      lines.push({ level, fields, message });
      file.write(`${JSON.stringify({ level, ...fields, message })}\n`);
    };
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return { log, lines };
}
