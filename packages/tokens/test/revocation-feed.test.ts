import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import type { JsonObject } from '@latchkey/tokens/json';
import type { SigningKey, VerificationKey } from '@latchkey/tokens/jws/algorithms';
import { signJws } from '@latchkey/tokens/jws/sign';
import { chainDigest, genesisDigest, revocationTarget } from '@latchkey/tokens/revocation-entry';
import {
  type FeedDelta,
  type FeedEntry,
  type FeedSnapshot,
  formatFeedPosition,
  maxFeedEntries,
  maxFeedMessageBytes,
  parseFeedMessage,
  parseFeedPosition,
  revocationFeedTyp,
  signFeedMessage,
  verifyFeedMessage,
} from '@latchkey/tokens/revocation-feed';

const epoch = '9f6f2a40-6d3c-4f57-9a3e-1c2d3e4f5a6b';
const genesis = genesisDigest(epoch);
const entry: FeedEntry = {
  seq: 1,
  kind: 'session',
  target: revocationTarget('session', 'a-session'),
  expiresAtMs: 1_800_000_000_000,
};
const head = { seq: 1, digest: chainDigest(genesis, entry) };
const base = { iss: 'https://id.example', epoch, head, readAtMs: 1_790_000_000_000 };
const heartbeat = { ...base, event: 'heartbeat' } as const;
const snapshot: FeedSnapshot = { ...base, event: 'snapshot', part: 1, parts: 2, entries: [entry] };
const delta: FeedDelta = { ...base, event: 'delta', previous: { seq: 0, digest: genesis }, entries: [entry] };

const pair = generateKeyPairSync('ed25519');
const signer: SigningKey = { kid: 'feed-key', alg: 'Ed25519', privateKey: pair.privateKey };
const verifier: VerificationKey = { kid: 'feed-key', alg: 'Ed25519', publicKey: pair.publicKey };
const findKey = (kid: string): VerificationKey | undefined => (kid === verifier.kid ? verifier : undefined);

const asClaims = (message: object): JsonObject => JSON.parse(JSON.stringify(message)) as JsonObject;

describe('the messages of the revocation feed', () => {
  it('come out as they went in, whatever their kind', () => {
    for (const message of [heartbeat, snapshot, delta]) {
      assert.deepEqual(verifyFeedMessage(signFeedMessage(message, signer), findKey), { ok: true, message });
    }
  });

  it('are refused under another typ, so that no other thing the key might sign is taken for one', () => {
    const token = signJws({ typ: 'at+jwt' }, heartbeat, signer);
    assert.deepEqual(verifyFeedMessage(token, findKey), { ok: false, reason: 'typ' });
  });

  it('are refused when changed, or signed by a key that is not the feed’s', () => {
    const [headerText, claimsText, signature] = signFeedMessage(heartbeat, signer).split('.');
    const later = Buffer.from(JSON.stringify({ ...heartbeat, readAtMs: base.readAtMs + 1 })).toString('base64url');
    assert.notEqual(claimsText, later);
    assert.deepEqual(verifyFeedMessage(`${headerText}.${later}.${signature}`, findKey), {
      ok: false,
      reason: 'signature',
    });
    const stranger: SigningKey = { ...signer, kid: 'other', privateKey: generateKeyPairSync('ed25519').privateKey };
    assert.deepEqual(verifyFeedMessage(signFeedMessage(heartbeat, stranger), findKey), { ok: false, reason: 'key' });
  });

  it('fit the size a reader accepts when they are as long as they may be', () => {
    const entries = Array.from({ length: maxFeedEntries }, (_, index) => ({
      ...entry,
      seq: Number.MAX_SAFE_INTEGER - maxFeedEntries + index,
      expiresAtMs: Number.MAX_SAFE_INTEGER,
    }));
    const token = signFeedMessage({ ...snapshot, entries }, signer);
    assert.ok(token.length < maxFeedMessageBytes, `${token.length} bytes`);
    assert.equal(verifyFeedMessage(token, findKey).ok, true);
  });

  it('are refused when signed but not of a shape this version knows', () => {
    const token = signJws({ typ: revocationFeedTyp }, { ...heartbeat, event: 'party' }, signer);
    assert.deepEqual(verifyFeedMessage(token, findKey), { ok: false, reason: 'shape' });
  });

  const wrong: readonly (readonly [string, object])[] = [
    ['no issuer', { ...heartbeat, iss: undefined }],
    ['an epoch that could not be in a position', { ...heartbeat, epoch: 'a:b' }],
    ['no head', { ...heartbeat, head: undefined }],
    ['a head before the log', { ...heartbeat, head: { ...head, seq: -1 } }],
    ['a digest with spare bits set', { ...heartbeat, head: { ...head, digest: `${head.digest.slice(0, 42)}B` } }],
    ['a broken time', { ...heartbeat, readAtMs: 1.5 }],
    ['a time that is text', { ...heartbeat, readAtMs: '1790000000000' }],
    ['an unknown event', { ...heartbeat, event: 'goodbye' }],
    ['a snapshot without entries', { ...snapshot, entries: undefined }],
    ['part 0', { ...snapshot, part: 0 }],
    ['a part after the last', { ...snapshot, part: 3 }],
    ['a delta from nowhere', { ...delta, previous: undefined }],
    ['a delta of nothing', { ...delta, entries: [] }],
    ['an entry of an unknown kind', { ...delta, entries: [{ ...entry, kind: 'planet' }] }],
    ['an entry without a target', { ...delta, entries: [{ ...entry, target: '' }] }],
    ['an entry without end', { ...delta, entries: [{ ...entry, expiresAtMs: null }] }],
    ['entries that are no list', { ...delta, entries: { 0: entry } }],
    ['an entry that is no object', { ...delta, entries: [null] }],
    ['entry 0, which no log has', { ...delta, entries: [{ ...entry, seq: 0 }] }],
    ['entries out of order', { ...snapshot, entries: [{ ...entry, seq: 2 }, entry] }],
    ['an entry twice', { ...snapshot, entries: [entry, entry] }],
    [
      'more entries than a message may have',
      {
        ...snapshot,
        entries: Array.from({ length: maxFeedEntries + 1 }, (_, index) => ({ ...entry, seq: index + 1 })),
      },
    ],
  ];
  for (const [what, message] of wrong) {
    it(`are refused with ${what}`, () => {
      assert.equal(parseFeedMessage(asClaims(message)), undefined);
    });
  }

  it('may bring members of a later version, which are left out', () => {
    assert.deepEqual(parseFeedMessage(asClaims({ ...heartbeat, mood: 'calm' })), heartbeat);
  });
});

describe('a position in the revocation feed', () => {
  const position = { epoch, ...head };

  it('comes out as it went in', () => {
    assert.deepEqual(parseFeedPosition(formatFeedPosition(position)), position);
  });

  for (const text of [
    '',
    'x',
    `${epoch}:1`,
    `:1:${head.digest}`,
    `${epoch}:01:${head.digest}`,
    `${epoch}:-1:${head.digest}`,
    `${epoch}:1e3:${head.digest}`,
    `${epoch}::${head.digest}`,
    `${epoch}:9007199254740993:${head.digest}`,
    `${epoch}:1:${head.digest}:1`,
    `${epoch}:1:${head.digest}=`,
    `${epoch}:1:${head.digest.slice(1)}`,
    `a b:1:${head.digest}`,
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(parseFeedPosition(text), undefined);
    });
  }
});
