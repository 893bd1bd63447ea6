import { type AuthorityConnection, type ConnectionSettings, createConnection } from '../../src/authority/connection.ts';
import { createTestLog, type LogLine } from './test-log.ts';

/** An issuer that is there only as far as a test answers for it. */
export const madeUpIssuer = 'https://id.example.com';

/** A connection to {@link madeUpIssuer}. @param fetch - what answers. */
export function openTestConnection(
  fetch: typeof globalThis.fetch,
  overrides: Partial<ConnectionSettings> = {},
): { readonly connection: AuthorityConnection; readonly lines: readonly LogLine[] } {
  const { log, lines } = createTestLog();
  const settings = { issuer: madeUpIssuer, clientId: 'app', clientSecret: 'x y', authorityTimeoutMs: 5000, log };
  return { connection: createConnection({ ...settings, ...overrides }, fetch), lines };
}
