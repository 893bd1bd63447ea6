import { assembleGuard } from './assemble-guard.ts';
import { openFeed } from './feed/index.ts';
import type { Guard } from './guard.ts';
import { createIntrospector } from './introspection/index.ts';
import { createKeyKeeper } from './jwks/key-keeper.ts';
import { createKeySource } from './jwks/key-source.ts';
import { createMetadataSource, type MetadataSource } from './metadata-source.ts';
import { type GuardOptions, type GuardOptionsWithClaims, type GuardSettings, readGuardOptions } from './options.ts';
import { createReadiness } from './readiness.ts';
import { createFeedReporter } from './report-feed-event.ts';
import { type FollowedRevocations, withoutRevocations } from './revocations-absent.ts';
import { describeMissingKeys } from './warnings.ts';

/**
 * Make a guard for one API and one issuer. Nothing is fetched before the first request or `ready()`, but with `credentials`
 * the revocation feed is connected to at once.
 *
 * @throws GuardError `invalid_option` naming the option and the remedy.
 */
export function createGuard<Claims extends object>(options: GuardOptionsWithClaims<Claims>): Guard<Claims>;
export function createGuard(options: GuardOptions): Guard;
export function createGuard(options: GuardOptions | GuardOptionsWithClaims<object>): Guard {
  const settings = readGuardOptions(options);
  const metadata = createMetadataSource(settings.issuer, settings);
  const keys = createKeyKeeper({
    fetchKeySet: createKeySource(metadata, settings.algorithms, settings),
    clock: settings.clock,
    cooldownMs: settings.keyCooldownSeconds * 1000,
    maxStaleMs: settings.keyMaxStaleSeconds * 1000,
    onFailure: (error) => settings.onWarning(describeMissingKeys(settings.issuer, error)),
  });
  const followed = followRevocations(settings, metadata);
  const readiness = createReadiness(keys, followed.ready);
  return assembleGuard({
    settings,
    keys,
    revocations: followed.revocations,
    introspector: followed.introspector,
    ready: readiness.wait,
    close() {
      readiness.close();
      followed.close();
      metadata.stop();
    },
  });
}

function followRevocations(settings: GuardSettings, metadata: MetadataSource): FollowedRevocations {
  const { issuer, credentials, clock, onWarning } = settings;
  if (credentials === undefined) {
    onWarning(
      `The guard of ${settings.audience} has no credentials, so it does not learn of revocations: ` +
        'a revoked token is accepted until it expires. Give createGuard the credentials of a client of this API.',
    );
    return withoutRevocations;
  }
  const feed = openFeed({
    issuer,
    credentials,
    metadata,
    clockLeewaySeconds: settings.clockLeewaySeconds,
    fetch: settings.fetch,
    clock,
    onEvent: createFeedReporter(issuer, onWarning),
  });
  const introspector = createIntrospector({ credentials, metadata, fetch: settings.fetch, clock });
  return { revocations: feed, introspector, ready: feed.ready, close: () => feed.close() };
}
