import assert from 'node:assert/strict';
import type { NameRows } from '../../../src/proxy/header-names.ts';

/** That a test lists, row by row, what a table of headers has: every name, and for every prefix one that begins with it. */
export function assertRowsAreListed(
  table: Readonly<Record<string, NameRows>>,
  listed: Readonly<Record<string, readonly string[]>>,
): void {
  assert.deepEqual(Object.keys(listed).sort(), Object.keys(table).sort());
  for (const [row, { exact, prefixes }] of Object.entries(table)) {
    const names = (listed[row] ?? []).map((name) => name.toLowerCase());
    for (const name of exact) assert.ok(names.includes(name), `${row} says ${name}, and no test does`);
    for (const prefix of prefixes) {
      const isListed = names.some((name) => name.startsWith(prefix));
      assert.ok(isListed, `${row}: ${prefix}`);
    }
  }
}
