import { BffError } from '@latchkey/bff';
import { ConfigError } from '@latchkey/host/config-problem';
import { ListenError } from '@latchkey/host/listen';
import type { KnownFailures } from '@latchkey/host/start-failure';
import { KeyRingError } from '@latchkey/keys';
import { StoreOpenError } from '@latchkey/stores/sqlite-bff';

/** How the browser proxy may fail to start. */
export const knownFailures: KnownFailures = {
  unexpected: 'The browser proxy could not start.',
  ours: [ConfigError, BffError, KeyRingError, ListenError, StoreOpenError],
  temporaryCodes: ['address_in_use', 'not_ready'],
};
