import { checkOption, isCountWithin, refuseUnknownOptions } from './option-checks.ts';
import type { StalePolicy } from './revocation-view.ts';

const daySeconds = 86_400;

/**
 * Check a policy and copy it frozen.
 *
 * @throws GuardError `invalid_option`.
 */
export function readStalePolicy(policy: StalePolicy | undefined): StalePolicy | undefined {
  if (policy === undefined) return undefined;
  const { onStale, maxStaleSeconds } = policy;
  checkOption(
    onStale === 'introspect' || onStale === 'refuse' || onStale === 'accept',
    'stale.onStale',
    "must be 'introspect', 'refuse' or 'accept'",
  );
  checkOption(
    isCountWithin(maxStaleSeconds, 1, daySeconds),
    'stale.maxStaleSeconds',
    'must be a whole number from 1 to 86400',
  );
  if (onStale !== 'accept') {
    refuseUnknownOptions('stale', policy, ['onStale', 'maxStaleSeconds']);
    return Object.freeze({ onStale, maxStaleSeconds });
  }
  const { hardMaxStaleSeconds } = policy;
  refuseUnknownOptions('stale', policy, ['onStale', 'maxStaleSeconds', 'hardMaxStaleSeconds']);
  checkOption(
    isCountWithin(hardMaxStaleSeconds, maxStaleSeconds, daySeconds),
    'stale.hardMaxStaleSeconds',
    'must be a whole number from maxStaleSeconds to 86400: what is not known for longer is not accepted',
  );
  return Object.freeze({ onStale, maxStaleSeconds, hardMaxStaleSeconds });
}
