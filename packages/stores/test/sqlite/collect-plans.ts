import { DatabaseSync } from 'node:sqlite';
import { mock } from 'node:test';

/** How SQLite goes about one statement: a line for each table it looks into. */
export interface StatementPlan {
  readonly sql: string;
  readonly steps: readonly string[];
}

/**
 * Run something, and answer the plan of each statement that it prepared. Plans do not depend on how many rows there are,
 * since nothing ever analyses the tables.
 */
export async function collectPlans(db: DatabaseSync, run: () => Promise<void>): Promise<readonly StatementPlan[]> {
  const statements = new Set<string>();
  const prepare = DatabaseSync.prototype.prepare;
  const spy = mock.method(DatabaseSync.prototype, 'prepare', function (this: DatabaseSync, sql: string) {
    statements.add(sql);
    return prepare.call(this, sql);
  });
  try {
    await run();
  } finally {
    spy.mock.restore();
  }
  return [...statements].map((sql) => ({
    sql,
    steps: db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String(row['detail'])),
  }));
}

/** Those with a step that matches, apart from the ones that are known to be all right: `<statement>: <step>`. */
export function findSteps(
  plans: readonly StatementPlan[],
  pattern: RegExp,
  allowed: readonly RegExp[] = [],
): readonly string[] {
  return plans
    .flatMap(({ sql, steps }) => steps.map((step) => `${sql.replace(/\s+/g, ' ').trim()}: ${step}`))
    .filter((line) => pattern.test(line) && !allowed.some((one) => one.test(line)));
}
