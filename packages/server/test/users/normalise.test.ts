import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import {
  type Normalisation,
  normaliseDisplayName,
  normaliseEmail,
  normaliseUsername,
  toIdentifierKey,
} from '../../src/users/normalise.ts';

function keyOf(result: Normalisation): string | undefined {
  return result.ok ? result.value.key : undefined;
}

describe('normaliseUsername', () => {
  const same = [
    ['Alice', 'alice'],
    ['  alice\t', 'alice'],
    ['ＡＬＩＣＥ', 'alice'],
    ['ﬁsh', 'fish'],
    ['e\u0301ric', '\u00e9ric'],
    ['STRASSE', 'strasse'],
    ['straße', 'strasse'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
    ['σίσυφος', 'σίσυφοσ'],
    ['\u212bngstro\u0308m', '\u00e5ngstr\u00f6m'],
    ['Иван', 'иван'],
    ['\u{10400}x', '\u{10428}x'],
  ] as const;
  for (const [text, key] of same) {
    it(`takes ${JSON.stringify(text)} for ${JSON.stringify(key)}`, () => {
      assert.equal(keyOf(normaliseUsername(text)), keyOf(normaliseUsername(key)));
      assert.notEqual(keyOf(normaliseUsername(text)), undefined);
    });
  }

  const refused = [
    ['', /Enter a user name/],
    ['   ', /Enter a user name/],
    ['a b', /blanks/],
    ['a\u00a0b', /blanks/],
    ['a\u3000b', /blanks/],
    ['alice@example.com', /@/],
    ['alice\uff20example', /@/],
    ['ali\u0000ce', /cannot be seen/],
    ['ali\u0007ce', /cannot be seen/],
    ['ali\u200bce', /cannot be seen/],
    ['ali\u200dce', /cannot be seen/],
    ['\u202ealice', /cannot be seen/],
    ['ali\u2066ce', /cannot be seen/],
    ['ali\u00adce', /cannot be seen/],
    ['ali\ufeffce', /cannot be seen/],
    ['ali\u034fce', /cannot be seen/],
    ['ali\u115fce', /cannot be seen/],
    ['ali\u3164ce', /cannot be seen/],
    ['ali\u2800ce', /cannot be seen/],
    ['ali\ufe0fce', /cannot be seen/],
    ['ali\u{e0041}ce', /cannot be seen/],
    ['ali\ud800ce', /cannot be seen/],
    ['ali\ue000ce', /cannot be seen/],
    ['ali\u2028ce', /cannot be seen/],
    ['\u0301alice', /begin with/],
    ['a'.repeat(65), /too long/],
    ['\ufdfa'.repeat(20), /too long|blanks/],
  ] as const;
  for (const [text, problem] of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))}: ${problem.source}`, () => {
      const result = normaliseUsername(text);
      assert.ok(!result.ok);
      assert.match(result.problem, problem);
    });
  }

  it('allows 64 characters, counted as people count', () => {
    assert.ok(normaliseUsername('a'.repeat(64)).ok);
    assert.ok(normaliseUsername('\u{20000}'.repeat(64)).ok);
  });

  it('gives a key that is its own key, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), (text) => {
        const key = keyOf(normaliseUsername(text));
        if (key !== undefined) assert.equal(keyOf(normaliseUsername(key)), key);
      }),
      { seed: testSeed(), numRuns: 2000 },
    );
  });

  it('gives the same key for every case of a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (text) => {
        const key = keyOf(normaliseUsername(text));
        if (key === undefined) return;
        assert.equal(keyOf(normaliseUsername(text.toUpperCase())) ?? key, key);
        assert.equal(keyOf(normaliseUsername(text.toLowerCase())) ?? key, key);
      }),
      { seed: testSeed(), numRuns: 2000 },
    );
  });
});

describe('normaliseEmail', () => {
  const same = [
    [' Alice@Example.COM ', 'alice@example.com'],
    ['alice@bücher.example', 'alice@xn--bcher-kva.example'],
    ['alice@BÜCHER.example', 'alice@xn--bcher-kva.example'],
    ['a+b.c@localhost', 'a+b.c@localhost'],
  ] as const;
  for (const [text, key] of same) it(`knows ${text} as ${key}`, () => assert.equal(keyOf(normaliseEmail(text)), key));

  it('keeps the way it was written for display', () => {
    const result = normaliseEmail('Alice@Example.COM');
    assert.equal(result.ok && result.value.display, 'Alice@Example.COM');
  });

  const refused = ['', '@', 'alice', 'alice@', '@example.com', 'a b@example.com', 'a@b@example.com', 'a@exa mple.com'];
  for (const text of [
    ...refused,
    'a@-b.com',
    'a@b..com',
    'a@[127.0.0.1]',
    'a@b.com\u200b',
    'a\u202eb@c.com',
    'a@b.com\r\nBcc: x',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(normaliseEmail(text).ok, false));
  }

  it('refuses what is too long', () => {
    assert.equal(normaliseEmail(`${'a'.repeat(65)}@example.com`).ok, false);
    assert.equal(normaliseEmail(`a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}`).ok, false);
  });
});

describe('normaliseDisplayName', () => {
  it('allows blanks and joiners, and composes', () => {
    assert.deepEqual(normaliseDisplayName(' Zoe\u0308 Smith '), { ok: true, name: 'Zo\u00eb Smith' });
    assert.equal(normaliseDisplayName('می\u200cخواهم').ok, true);
    assert.deepEqual(normaliseDisplayName(''), { ok: true, name: '' });
  });

  it('refuses what deceives or overflows', () => {
    for (const text of ['a\u202eb', 'a\nb', 'a\u0000', 'x'.repeat(101)]) {
      assert.equal(normaliseDisplayName(text).ok, false);
    }
  });
});

describe('toIdentifierKey', () => {
  it('L1 finds a person by user name or e-mail, however it is typed', () => {
    assert.equal(toIdentifierKey(' ALICE '), keyOf(normaliseUsername('alice')));
    assert.equal(toIdentifierKey('Alice@Example.com'), keyOf(normaliseEmail('alice@example.com')));
  });

  it("gives what cannot be a name a bounded key that is nobody's", () => {
    for (const text of ['', 'a b', 'x'.repeat(10_000), '@', 'a\u202e', 'a'.repeat(9000) + '@b']) {
      const key = toIdentifierKey(text);
      assert.equal(key.startsWith('\u0000'), true);
      assert.ok(key.length < 300);
    }
  });
});
