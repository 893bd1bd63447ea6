import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeBase64url } from '@latchkey/tokens/base64url';
import { createRandomName } from '../src/random-name.ts';

// Several times what is asked of the generator at once.
const names = Array.from({ length: 2_000 }, createRandomName);

describe('random names', () => {
  it('have 16 bytes in base64url', () => {
    for (const name of names) assert.equal(decodeBase64url(name)?.length, 16);
  });

  it('share none of their eight-byte halves', () => {
    const halves = names.flatMap((name) => {
      const hex = Buffer.from(name, 'base64url').toString('hex');
      return [hex.slice(0, 16), hex.slice(16)];
    });
    assert.equal(new Set(halves).size, 2 * names.length);
  });

  it('have each of their 128 bits set about half the time', () => {
    const bytes = names.map((name) => Buffer.from(name, 'base64url'));
    for (let bit = 0; bit < 128; bit += 1) {
      const set = bytes.filter((name) => (name[bit >> 3]! >> (bit & 7)) & 1).length;
      // Ten standard deviations: never by chance, always when bytes are left out.
      assert.ok(Math.abs(set - 1_000) < 10 * Math.sqrt(500), `bit ${bit} is set ${set} times of 2,000`);
    }
  });
});
