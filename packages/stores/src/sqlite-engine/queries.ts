import type { DatabaseSync, StatementSync } from 'node:sqlite';

export type SqlValue = null | number | string | Uint8Array;

/**
 * Statements over one connection, each prepared once and held. The text of a statement is always a constant of this
 * package; values go in as parameters. The type of a row is what the caller says: its SELECT and the schema stand
 * behind it.
 */
export interface Queries {
  one<Row extends object>(sql: string, ...values: readonly SqlValue[]): Row | undefined;
  all<Row extends object>(sql: string, ...values: readonly SqlValue[]): readonly Row[];
  /** Answers how many rows changed. */
  run(sql: string, ...values: readonly SqlValue[]): number;
  /** Answers the number of the new row. */
  insert(sql: string, ...values: readonly SqlValue[]): number;
}

export function createQueries(db: DatabaseSync): Queries {
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
  return {
    one: <Row extends object>(sql: string, ...values: readonly SqlValue[]) =>
      prepare(sql).get(...values) as Row | undefined,
    all: <Row extends object>(sql: string, ...values: readonly SqlValue[]) =>
      prepare(sql).all(...values) as unknown as readonly Row[],
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    insert: (sql, ...values) => Number(prepare(sql).run(...values).lastInsertRowid),
  };
}
