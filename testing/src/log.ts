import { inspect } from 'node:util';
import type { Log, LogFields } from '@latchkey/server';
import { openLog } from './run.ts';

/** A log of every level into a file of the run, one JSON object a line, for the log-hygiene suite to read. */
export function createTestLog(name: string): Log {
  const file = openLog(name);
  const writeLine =
    (level: string) =>
    (fields: LogFields, message: string): void => {
      // Errors show nothing of themselves to JSON, and they are what could give a secret away.
      const describe = (_: string, value: unknown): unknown =>
        value instanceof Error ? { causes: inspect(value) } : value;
      file.write(`${JSON.stringify({ level, message, ...fields }, describe)}\n`);
    };
  return { debug: writeLine('debug'), info: writeLine('info'), warn: writeLine('warn'), error: writeLine('error') };
}
