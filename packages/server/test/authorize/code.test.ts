import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCode, readCode } from '../../src/authorize/code.ts';

describe('authorization codes', () => {
  for (const offline of [true, false]) {
    it(`are read back as they were made, offline access ${offline ? 'granted' : 'not granted'}`, () => {
      const { code, codeHash } = createCode({ offline });
      assert.deepEqual(readCode(code), { codeHash, offline });
    });
  }

  it('cannot be turned into offline ones: another mark is another code', () => {
    const { code, codeHash } = createCode({ offline: false });
    const forged = readCode(code.replace('lkc_', 'lkco_'));
    assert.equal(forged?.offline, true);
    assert.notDeepEqual(forged?.codeHash, codeHash);
  });

  it('never repeat', () => {
    const made = Array.from({ length: 100 }, () => createCode({ offline: false }).code);
    assert.equal(new Set(made).size, 100);
  });

  it('V5 are not looked up when they cannot be one of ours', () => {
    const { code } = createCode({ offline: false });
    for (const text of [
      '',
      'lkc_',
      `${code}x`,
      code.slice(0, -1),
      ` ${code}`,
      `${code}\n`,
      code.replace('lkc', 'lkr'),
    ]) {
      assert.equal(readCode(text), undefined, text);
    }
  });
});
