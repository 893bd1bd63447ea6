import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import { defaultMaxTokenBytes, parseJws } from '@latchkey/tokens/jws/verify';
import fc from 'fast-check';

const header = { alg: 'ES256', kid: 'k', typ: 'at+jwt' };

function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token without a real signature: parsing does not look at what it says. */
function write(parts: { readonly header?: unknown; readonly claims?: unknown; readonly signature?: string }): string {
  return `${encode(parts.header ?? header)}.${encode(parts.claims ?? {})}.${parts.signature ?? 'AQID'}`;
}

describe('parseJws', () => {
  it('takes a token apart', () => {
    const token = write({ claims: { sub: 'é' } });
    const parsed = parseJws(token);
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.header, header);
    assert.deepEqual(parsed.claims, { sub: 'é' });
    assert.equal(parsed.signature, 'AQID');
    assert.equal(parsed.signingInput, token.slice(0, token.lastIndexOf('.')));
  });

  const malformed: Record<string, string> = {
    'an empty text': '',
    'two parts': write({}).split('.').slice(0, 2).join('.'),
    'four parts': `${write({})}.AQID`,
    'four parts, whatever the header says': `${write({ header: { ...header, crit: ['exp'] } })}.AQID`,
    'five parts (JWE, RFC 7516)': `${write({})}.AQID.AQID`,
    'an empty signature': write({ signature: '' }),
    'an empty header': `.${encode({})}.AQID`,
    'empty claims': `${encode(header)}..AQID`,
    'padding in the header': `${encode({ ...header, a: '' })}=.${encode({})}.AQID`,
    'padding after the signature': `${write({ signature: 'AQ' })}==`,
    'spare bits in the signature': write({ signature: 'AR' }),
    'a space before': ` ${write({})}`,
    'a line feed after': `${write({})}\n`,
    'claims that are no object': write({ claims: [] }),
    'claims that are no JSON': write({ claims: 'sub' }),
    'a header that is no object': write({ header: '"ES256"' }),
    'a duplicate header member': write({ header: '{"alg":"ES256","alg":"ES256","kid":"k","typ":"at+jwt"}' }),
    'a duplicate claim': write({ claims: '{"sub":"a","sub":"b"}' }),
    'a duplicate claim below the top': write({ claims: '{"act":{"sub":"a","sub":"b"}}' }),
    'a byte order mark': write({ claims: '\ufeff{}' }),
    'no alg': write({ header: { kid: 'k', typ: 'at+jwt' } }),
    'an alg that is no text': write({ header: { ...header, alg: ['ES256'] } }),
    'no kid': write({ header: { alg: 'ES256', typ: 'at+jwt' } }),
    'an empty kid': write({ header: { ...header, kid: '' } }),
    'a kid that is no text': write({ header: { ...header, kid: 1 } }),
    'an embedded key (jwk)': write({ header: { ...header, jwk: { kty: 'EC' } } }),
    'a link to keys (jku)': write({ header: { ...header, jku: 'https://evil.example/jwks' } }),
    'a link to a certificate (x5u)': write({ header: { ...header, x5u: 'https://evil.example/cert' } }),
    'an embedded certificate (x5c)': write({ header: { ...header, x5c: ['MII'] } }),
    'an embedded key that is null': write({ header: { ...header, jwk: null } }),
  };
  for (const [what, token] of Object.entries(malformed)) {
    it(`V2 refuses ${what}`, () => {
      assert.deepEqual(parseJws(token), { ok: false, reason: 'malformed' });
    });
  }

  it('V2 refuses bytes that are no UTF-8', () => {
    const invalid = Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url');
    assert.deepEqual(parseJws(`${encode(header)}.${invalid}.AQID`), { ok: false, reason: 'malformed' });
  });

  it('V2 refuses every crit and b64, since it understands no extension (RFC 7515 §4.1.11, RFC 7797)', () => {
    for (const extension of [{ crit: ['exp'] }, { crit: [] }, { b64: true }, { b64: false, crit: ['b64'] }]) {
      assert.deepEqual(parseJws(write({ header: { ...header, ...extension } })), { ok: false, reason: 'crit' });
    }
  });

  it('V2 refuses a token without typ', () => {
    for (const typ of [undefined, 1, null]) {
      assert.deepEqual(parseJws(write({ header: { ...header, typ } })), { ok: false, reason: 'typ' });
    }
  });

  it('V2 refuses a token longer than the limit and accepts one as long', () => {
    const token = write({ claims: { filler: 'x'.repeat(defaultMaxTokenBytes * 0.7) } });
    const longest = `${token}${'A'.repeat((defaultMaxTokenBytes - token.length) & ~3)}`;
    assert.equal(parseJws(longest, { maxBytes: longest.length }).ok, true);
    assert.deepEqual(parseJws(longest, { maxBytes: longest.length - 1 }), { ok: false, reason: 'too_large' });
    assert.equal(parseJws(longest).ok, true);
    assert.deepEqual(parseJws(`${longest}AAAA`), { ok: false, reason: 'too_large' });
  });

  it('keeps what it took from a token when it takes others apart, long ones among them', () => {
    const tokens = Array.from({ length: 5 }, (_, at) =>
      write({ claims: { sub: `${at}`.repeat(at * 4000) }, signature: `${at}`.repeat(at * 4 + 4) }),
    );
    const parsed = tokens.map((token) => parseJws(token, { maxBytes: 100_000 }));
    for (const [at, found] of parsed.entries()) {
      assert.ok(found.ok);
      assert.equal(found.claims['sub'], `${at}`.repeat(at * 4000));
      assert.equal(`${found.signingInput}.${found.signature}`, tokens[at]);
    }
  });

  it('takes a known header by its text, and reads any other', () => {
    const known = Object.freeze({ ...header, kid: 'known' });
    const knownHeaders = [{ text: `${encode(header)}.`, header: known }];
    const parsed = parseJws(write({}), { knownHeaders });
    assert.equal(parsed.ok && parsed.header, known);
    const other = parseJws(write({ header: { ...header, kid: 'other' } }), { knownHeaders });
    assert.equal(other.ok && other.header.kid, 'other');
    assert.deepEqual(parseJws(write({ header: { ...header, crit: [] } }), { knownHeaders }), {
      ok: false,
      reason: 'crit',
    });
    assert.equal(parseJws(`${encode(header)}.!.AQID`, { knownHeaders }).ok, false);
    assert.equal(parseJws(`${encode(header)}.AQID`, { knownHeaders }).ok, false);
  });

  it('never throws, whatever the text', () => {
    const parts = fc.oneof(fc.string(), fc.base64String(), fc.jsonValue().map(encode), fc.constant(encode(header)));
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 5 }), (texts) => {
        parseJws(texts.join('.'));
      }),
      { seed: testSeed(), numRuns: 1000 },
    );
  });
});
