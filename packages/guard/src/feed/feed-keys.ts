import type { VerifyFeedMessageResult } from '@latchkey/tokens/revocation-feed';
import { verifyFeedMessage } from '@latchkey/tokens/revocation-feed';
import type { GuardClock } from '../clock.ts';
import { type FetchSettings, fetchJson } from '../fetch-json.ts';
import { GuardError } from '../guard-error.ts';
import { createKeyKeeper, type KeyLookup } from '../jwks/key-keeper.ts';
import { readKeySet } from '../jwks/key-set.ts';
import type { MetadataSource } from '../metadata-source.ts';

/** Verifies what the feed says. A promise only when keys must be fetched. Never rejects. */
export type VerifyMessage = (text: string) => VerifyFeedMessageResult | Promise<VerifyFeedMessageResult>;

export interface FeedKeysOptions {
  readonly metadata: MetadataSource;
  readonly settings: FetchSettings;
  readonly clock: GuardClock;
}

/** The algorithm of the feed. An authority that signs with another is newer than this reader. */
const algorithms = ['Ed25519'] as const;
/** Unknown names and failures: one fetch in so long, however many messages bring them. */
const cooldownMs = 2_000;
/** Without the issuer's word the keys serve on for an hour; the feed itself comes from the same issuer. */
const maxStaleMs = 3_600_000;

/** Verification with the issuer's feed keys: its `revocation_feed_jwks_uri`, and no other of its keys. */
export function createMessageVerifier({ metadata, settings, clock }: FeedKeysOptions): VerifyMessage {
  const keeper = createKeyKeeper({
    clock,
    cooldownMs,
    maxStaleMs,
    // What it comes to is told as a refused message.
    onFailure: () => undefined,
    async fetchKeySet(previous) {
      const issuer = await metadata.get();
      const address = issuer.endpoint('revocation_feed_jwks_uri');
      const { document, maxAgeSeconds } = await fetchJson(address, settings);
      const keys = readKeySet(document, algorithms, previous);
      if (keys === undefined) throw new GuardError('fetch_failed', `${address} did not send a JWK Set`);
      return { keys, maxAgeSeconds };
    },
  });

  return (text) => {
    let pending: Promise<KeyLookup> | undefined;
    const verified = verifyFeedMessage(text, (kid, alg) => {
      const lookup = keeper.find(kid, alg);
      if (!(lookup instanceof Promise)) return readKey(lookup);
      pending = lookup;
      return undefined;
    });
    return pending === undefined ? verified : pending.then((lookup) => verifyFeedMessage(text, () => readKey(lookup)));
  };
}

function readKey(lookup: KeyLookup): Extract<KeyLookup, { status: 'found' }>['key'] | undefined {
  return lookup.status === 'found' ? lookup.key : undefined;
}
