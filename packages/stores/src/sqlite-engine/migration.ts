/**
 * One step of the schema, forward only. A released step never changes: whoever ran it has it for good. Each is safe
 * while the version before still runs: it adds; a later step takes away.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
