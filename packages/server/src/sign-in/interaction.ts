import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import { parseJsonObject } from '@latchkey/tokens/json';
import { openBox, sealBox } from '@latchkey/tokens/sealed-box';
import type { AuthorityParts } from '../authority.ts';
import type { Interactions } from '../services.ts';
import { createBrowserIds } from './browser-id.ts';
import { deriveBrowserSecrets } from './browser-secrets.ts';

const keyIdBytes = 4;

/**
 * Requests that wait while a person signs in, consents or confirms. They travel sealed in the URL, not in the store, so
 * strangers cost no storage and any node can go on (docs/decisions/0009).
 *
 * A sealed interaction opens only under the same issuer, for the same purpose, in the browser that began it (a random
 * cookie), and for `lifetimes.interactionSeconds`. It may be opened any number of times in between: the back button
 * and a second submit run the same request again, and nothing is granted by having one.
 */
export function createInteractions(parts: Pick<AuthorityParts, 'config' | 'keys' | 'clock'>): Interactions {
  const { config, clock } = parts;
  const browserIds = createBrowserIds(config.issuer);
  const secrets = deriveBrowserSecrets(parts.keys, 'latchkey interaction');
  const lifetimeMs = config.lifetimes.interactionSeconds * 1000;
  const associate = (purpose: string, browserId: string): string => JSON.stringify([config.issuer, purpose, browserId]);

  return {
    begin(exchange, purpose, parameters) {
      const { browserId, setCookies } = browserIds.ensure(exchange);
      const { id, key } = secrets.current();
      const plaintext = JSON.stringify({ startedAtMs: clock.nowMs(), parameters: parameters.toString() });
      const box = sealBox(Buffer.from(plaintext), { key, associatedData: associate(purpose, browserId) });
      const keyId = Buffer.alloc(keyIdBytes);
      keyId.writeUInt32BE(id);
      return { sealed: encodeBase64url(Buffer.concat([keyId, box])), setCookies };
    },

    open(exchange, purpose, sealed) {
      const browserId = browserIds.read(exchange);
      const bytes = decodeBase64url(sealed);
      if (browserId === undefined || bytes === undefined || bytes.length <= keyIdBytes) return undefined;
      const key = secrets.byId(Buffer.from(bytes.buffer, bytes.byteOffset, keyIdBytes).readUInt32BE());
      if (key === undefined) return undefined;
      const plaintext = openBox(bytes.subarray(keyIdBytes), { key, associatedData: associate(purpose, browserId) });
      if (plaintext === undefined) return undefined;
      const content = parseJsonObject(Buffer.from(plaintext).toString());
      const startedAtMs = content?.['startedAtMs'];
      const parameters = content?.['parameters'];
      if (typeof startedAtMs !== 'number' || typeof parameters !== 'string') return undefined;
      // A negative age is outside every window: the clock of whoever sealed it cannot be trusted.
      const ageMs = clock.nowMs() - startedAtMs;
      if (ageMs < 0 || ageMs > lifetimeMs) return undefined;
      return { parameters: new URLSearchParams(parameters), startedAtMs };
    },
  };
}
