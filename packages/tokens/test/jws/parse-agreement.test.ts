import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import { parseJws } from '@latchkey/tokens/jws/verify';
import fc from 'fast-check';
import { parseJwsPlainly } from './plain-parser.ts';

const header = { alg: 'ES256', kid: 'k', typ: 'at+jwt' };
const claims = {
  iss: 'https://id.example.com',
  sub: 'user',
  aud: ['https://api.example.com'],
  scope: 'orders:read orders:write',
  act: { sub: 'other', chain: [{ sub: 'third' }] },
  exp: 1_800_000_000,
};

function encode(bytes: string | Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

const plainHeader = encode(JSON.stringify(header));
const plainClaims = encode(JSON.stringify(claims));

/** Compare what both say, and count what they said, so that neither outcome can go untested. */
function createComparison(): { compare(token: string): void; readonly seen: Record<string, number> } {
  const seen: Record<string, number> = {};
  return {
    seen,
    compare(token) {
      const expected = parseJwsPlainly(token);
      const found = parseJws(token);
      if (found.ok && expected.ok) {
        assert.deepEqual(found.header, expected.header);
        assert.deepEqual(found.claims, expected.claims);
        assert.deepEqual([...Buffer.from(found.signature, 'base64url')], expected.signature);
        assert.equal(`${found.signingInput}.${found.signature}`, token);
      } else {
        assert.deepEqual(found, expected, token);
      }
      const outcome = found.ok ? 'ok' : found.reason;
      seen[outcome] = (seen[outcome] ?? 0) + 1;
    },
  };
}

/** Texts near JSON objects: whole and broken ones, with members twice, escapes, gaps, every kind of character. */
const fragments = fc.constantFrom(
  ...['{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\t', '\n', '"a"', '"a":', '"b":1', '"a":"x:y"', '"a" :2', '""'],
  ...['"\\u0061":1', '"a\\"":1', '"x\\":"', '"\\\\":1', '"__proto__":1', '"é":1', '"a":"é"', '\ufeff', '\u0000', '1e5'],
  ...['-0', '01', '1.', 'true', 'null', 'nul', '{"a":{"a":1}}', '{"a":[{"b":":"}]}', '"\u2028"', '"😀"', '"\ud800"'],
);
const nearJson = fc.oneof(
  fc.array(fragments, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.array(fragments, { maxLength: 5 }).map((parts) => `{${parts.join(',')}}`),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.jsonValue().map((value) => JSON.stringify({ a: value, b: value }, undefined, 1)),
  fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }).map((value) => JSON.stringify(value)),
);

describe('parseJws and a plain reading of the same rules', () => {
  it('V2 agree on claims of every kind, whole and broken, compact and not', () => {
    const { compare, seen } = createComparison();
    fc.assert(
      fc.property(nearJson, (text) => compare(`${plainHeader}.${encode(text)}.AQID`)),
      { seed: testSeed(), numRuns: 6000 },
    );
    assert.ok((seen['ok'] ?? 0) > 300 && (seen['malformed'] ?? 0) > 300, JSON.stringify(seen));
  });

  it('V2 agree on headers of every kind', () => {
    const { compare, seen } = createComparison();
    const members = fc.record(
      {
        alg: fc.constantFrom('ES256', 1, null),
        kid: fc.constantFrom('k', '', 1),
        typ: fc.constantFrom('at+jwt', 'JWT', 1),
        crit: fc.constant([]),
        b64: fc.boolean(),
        jwk: fc.constant(null),
        jku: fc.constant('https://evil.example'),
        x5u: fc.constant(''),
        x5c: fc.constant([]),
      },
      { requiredKeys: ['alg', 'kid', 'typ'], noNullPrototype: true },
    );
    const few = fc.record({ alg: fc.constant('ES256'), kid: fc.constantFrom('k', ''), typ: fc.constantFrom('x', 1) });
    fc.assert(
      fc.property(fc.oneof(members, few), (value) => compare(`${encode(JSON.stringify(value))}.${plainClaims}.AQID`)),
      { seed: testSeed(), numRuns: 1000 },
    );
    for (const outcome of ['ok', 'malformed', 'crit', 'typ'])
      assert.ok((seen[outcome] ?? 0) > 10, JSON.stringify(seen));
  });

  it('V2 agree on bytes that are no text', () => {
    const { compare, seen } = createComparison();
    const original = Buffer.from(JSON.stringify(claims));
    const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0x22, 0x3a, 0x5c, 0x7f, 0x80, 0xc3, 0xa9, 0xff));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: original.length - 1 }), byte), { maxLength: 3 }), (changes) => {
        const bytes = Buffer.from(original);
        for (const [at, value] of changes) bytes[at] = value;
        compare(`${plainHeader}.${encode(bytes)}.AQID`);
      }),
      { seed: testSeed(), numRuns: 3000 },
    );
    assert.ok((seen['ok'] ?? 0) > 300 && (seen['malformed'] ?? 0) > 300, JSON.stringify(seen));
  });

  it('V2 agree on every other spelling of a token', () => {
    const { compare, seen } = createComparison();
    const token = `${plainHeader}.${plainClaims}.${encode(new Uint8Array(64).fill(7))}`;
    const unit = fc.constantFrom(...'AQgw-_+/=. \n\r\té\u0141\u0100\ud800', '\ud83d\ude00', '');
    const edits = fc.array(fc.tuple(fc.nat({ max: token.length }), fc.boolean(), unit), { maxLength: 2 });
    fc.assert(
      fc.property(edits, (changes) => {
        let edited = token;
        for (const [at, replace, text] of changes) {
          edited = edited.slice(0, at) + text + edited.slice(replace ? at + 1 : at);
        }
        compare(edited);
      }),
      { seed: testSeed(), numRuns: 5000 },
    );
    assert.ok((seen['ok'] ?? 0) > 300 && (seen['malformed'] ?? 0) > 1000, JSON.stringify(seen));
  });

  it('V2 agree on the last character of a part of every length', () => {
    const { compare } = createComparison();
    for (const body of ['', 'AA', 'AAA', 'AAAA']) {
      for (let unit = 0; unit < 300; unit += 1) {
        compare(`${plainHeader}.${plainClaims}.${body}${String.fromCharCode(unit)}`);
      }
    }
  });
});
