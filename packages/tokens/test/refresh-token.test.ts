import assert from 'node:assert/strict';
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { recordSecret, testSeed } from '@latchkey/testing/run';
import {
  createHandle,
  encodeRefreshToken,
  hashHandle,
  type RefreshTokenFields,
  verifyRefreshToken,
} from '@latchkey/tokens/refresh-token';
import fc from 'fast-check';
import { frameFields } from '../src/framed-fields.ts';
import { readVector } from './vectors/read-vector.ts';

const issuer = 'https://id.example.com';
const key = createSecretKey(randomBytes(32));
const fields: RefreshTokenFields = { keyId: 1, grantNumber: 2, handle: createHandle(), generation: 3 };
const token = recordSecret(encodeRefreshToken(fields, { issuer, key }));

function verify(text: string): RefreshTokenFields | undefined {
  return verifyRefreshToken(text, { issuer, keyById: () => key });
}

interface RefreshTokenVectors {
  readonly key: string;
  readonly handle: string;
  readonly handleHash: string;
  readonly tokens: readonly (Omit<RefreshTokenFields, 'handle'> & {
    readonly issuer: string;
    readonly token: string;
  })[];
}

describe('refresh token codec', () => {
  it('T3 gives back what it encoded, to the greatest numbers', () => {
    const u32 = fc.oneof(fc.nat(), fc.constantFrom(0, 2 ** 32 - 1));
    const arbitrary = fc.record(
      {
        keyId: u32,
        grantNumber: fc.maxSafeNat(),
        handle: fc.uint8Array({ minLength: 16, maxLength: 16 }),
        generation: u32,
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(arbitrary, fc.webUrl(), (any, anyIssuer) => {
        const text = encodeRefreshToken(any, { issuer: anyIssuer, key });
        assert.match(text, /^lkr_[A-Za-z0-9_-]{86}$/);
        const asked: number[] = [];
        const keyById = (id: number): typeof key => {
          asked.push(id);
          return key;
        };
        assert.deepEqual(verifyRefreshToken(text, { issuer: anyIssuer, keyById }), any);
        assert.deepEqual(asked, [any.keyId]);
        assert.equal(encodeRefreshToken(any, { issuer: anyIssuer, key }), text, 'the same fields give the same token');
      }),
      { seed: testSeed() },
    );
  });

  it('T3 agrees with another implementation of the format', () => {
    const vectors = readVector<RefreshTokenVectors>('refresh-token');
    const vectorKey = createSecretKey(vectors.key, 'hex');
    const handle = new Uint8Array(Buffer.from(vectors.handle, 'hex'));
    assert.equal(Buffer.from(hashHandle(handle)).toString('hex'), vectors.handleHash);
    for (const { token: expected, issuer: vectorIssuer, ...numbers } of vectors.tokens) {
      assert.equal(encodeRefreshToken({ ...numbers, handle }, { issuer: vectorIssuer, key: vectorKey }), expected);
    }
  });

  it('T3 refuses a token with any one bit flipped', () => {
    assert.deepEqual(verify(token), fields);
    for (let index = 0; index < token.length; index += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = Buffer.from(token, 'latin1');
        flipped[index] = flipped[index]! ^ (1 << bit);
        assert.equal(verify(flipped.toString('latin1')), undefined, `bit ${bit} of character ${index}`);
      }
    }
  });

  it('T3 refuses a token with any one bit of its content flipped and spelled properly', () => {
    const bytes = Buffer.from(token.slice(4), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7));
      assert.equal(verify(`lkr_${flipped.toString('base64url')}`), undefined, `bit ${bit}`);
    }
  });

  it('T3 refuses another issuer, another key and an unknown key', () => {
    const keyById = (): typeof key => key;
    assert.equal(verifyRefreshToken(token, { issuer: `${issuer}/`, keyById }), undefined);
    const otherKey = createSecretKey(randomBytes(32));
    assert.equal(verifyRefreshToken(token, { issuer, keyById: () => otherKey }), undefined);
    assert.equal(verifyRefreshToken(token, { issuer, keyById: () => undefined }), undefined);
  });

  it('T3 looks for no key for a text that cannot be a token', () => {
    const texts = [
      '',
      'lkr_',
      token.slice(0, -1),
      `${token}A`,
      token.slice(4),
      token.replace('lkr_', 'LKR_'),
      ` ${token}`,
    ];
    for (const text of [...texts, `lkr_${'!'.repeat(86)}`, `lkr_${'A'.repeat(85)}B`]) {
      const keyById = (): never => assert.fail('a key was looked for');
      assert.equal(verifyRefreshToken(text, { issuer, keyById }), undefined, text);
    }
  });

  it('refuses a grant number that JavaScript cannot hold exactly, though its code is right', () => {
    for (const [grantNumber, isRead] of [
      [2n ** 53n - 1n, true],
      [2n ** 53n, false],
      [2n ** 64n - 1n, false],
    ] as const) {
      const body = Buffer.from(token.slice(4), 'base64url').subarray(0, 32);
      body.writeBigUInt64BE(grantNumber, 4);
      const framed = frameFields(['latchkey refresh token v1', issuer, body]);
      const code = createHmac('sha256', key).update(framed).digest();
      const text = `lkr_${Buffer.concat([body, code]).toString('base64url')}`;
      assert.equal(verify(text) !== undefined, isRead, String(grantNumber));
    }
  });

  it('refuses to encode what does not fit', () => {
    const misfits: Partial<RefreshTokenFields>[] = [
      { keyId: -1 },
      { keyId: 2 ** 32 },
      { keyId: 0.5 },
      { generation: -1 },
      { generation: 2 ** 32 },
      { grantNumber: -1 },
      { grantNumber: 2 ** 53 },
      { grantNumber: 0.5 },
      { handle: new Uint8Array(15) },
      { handle: new Uint8Array(17) },
    ];
    for (const misfit of misfits) {
      assert.throws(() => encodeRefreshToken({ ...fields, ...misfit }, { issuer, key }), RangeError);
    }
  });

  it('makes a different handle each time, with memory of its own', () => {
    assert.equal(new Set(Array.from({ length: 1000 }, () => Buffer.from(createHandle()).toString('hex'))).size, 1000);
    assert.equal(createHandle().buffer.byteLength, 16);
    assert.equal(verify(token)?.handle.buffer.byteLength, 16);
  });
});
