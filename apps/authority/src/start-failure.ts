import { ListenError } from '@latchkey/host/listen';
import type { KnownFailures } from '@latchkey/host/start-failure';
import { KeyRingError } from '@latchkey/keys';
import { ConfigError } from '@latchkey/server/config';
import { ServeError } from '@latchkey/server/node';
import { StoreOpenError } from '@latchkey/stores/sqlite';

/** How the authority may fail to start. */
export const knownFailures: KnownFailures = {
  unexpected: 'Latchkey could not start.',
  ours: [ConfigError, KeyRingError, ServeError, ListenError, StoreOpenError],
  temporaryCodes: ['address_in_use', 'in_use'],
};
