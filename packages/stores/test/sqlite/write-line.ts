import { writeSync } from 'node:fs';

/** Write to standard output past any buffer: it is a pipe, and the parent may be slower than this process. */
export function writeLine(line: string): void {
  for (;;) {
    try {
      writeSync(1, line);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}
