import type { Supersession } from '@latchkey/server/store';

/** How values that SQLite has no type for are kept in columns. */

export function writeList(items: readonly string[]): string {
  return JSON.stringify(items);
}

export function readList(column: string): readonly string[] {
  return JSON.parse(column) as readonly string[];
}

export function writeFlag(value: boolean): number {
  return value ? 1 : 0;
}

export function readFlag(column: number): boolean {
  return column !== 0;
}

/** Time (8), first and last generation (4 each), little-endian whatever the machine, so that a file may move. */
const supersessionBytes = 16;

export function writeSupersessions(supersessions: readonly Supersession[]): Uint8Array {
  const bytes = new Uint8Array(supersessions.length * supersessionBytes);
  const view = new DataView(bytes.buffer);
  for (const [index, entry] of supersessions.entries()) {
    view.setFloat64(index * supersessionBytes, entry.atMs, true);
    view.setUint32(index * supersessionBytes + 8, entry.firstGeneration, true);
    view.setUint32(index * supersessionBytes + 12, entry.lastGeneration, true);
  }
  return bytes;
}

export function readSupersessions(column: Uint8Array): readonly Supersession[] {
  const view = new DataView(column.buffer, column.byteOffset, column.byteLength);
  const supersessions: Supersession[] = [];
  for (let at = 0; at < column.byteLength; at += supersessionBytes) {
    supersessions.push({
      atMs: view.getFloat64(at, true),
      firstGeneration: view.getUint32(at + 8, true),
      lastGeneration: view.getUint32(at + 12, true),
    });
  }
  return supersessions;
}

const dayMs = 86_400_000;
/**
 * How long a row is kept after nothing can match it any more, so that a late client still hears "ended" rather than
 * "unknown", and a late replay is still seen for what it is.
 */
const graceDays = 7;

/** The day after which a row may go whose last use could be at `lastUseMs`. */
export function computePruneDay(lastUseMs: number): number {
  return computeDay(lastUseMs) + graceDays;
}

export function computeDay(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

/** {@link computePruneDay} in SQL, of an expression made of columns and parameters (numbers are bound as REAL). */
export function pruneDaySql(expression: string): string {
  return `CAST((${expression}) / ${dayMs} AS INTEGER) + ${graceDays}`;
}
