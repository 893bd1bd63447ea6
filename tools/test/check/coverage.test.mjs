import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findUnseen } from '../../check/coverage.mjs';

describe('what a check has looked at', () => {
  it('is enough when everything is among it, by whatever kind of path', () => {
    assert.equal(
      findUnseen('/repository', ['a/b.ts', 'c.mjs'], ['./c.mjs', '/repository/a/b.ts', '/lib/d.ts']),
      undefined,
    );
  });

  it('is told to lack what it lacks', () => {
    const result = findUnseen('/repository', ['a/b.ts', 'c.mjs'], ['b.ts', '/c.mjs']);
    assert.deepEqual(result, { ok: false, detail: 'Not looked at, so not judged:\na/b.ts\nc.mjs' });
  });
});
