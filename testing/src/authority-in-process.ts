/** A whole authority inside the test's process: real store in memory, real keys, real configuration, no socket. */
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryProvider, type KeyRing, openKeyRing } from '@latchkey/keys';
import { type Connection, createAuthority } from '@latchkey/server';
import {
  type AuthorityConfig,
  type AuthorityConfigInput,
  accessTokenTtlCapSeconds,
  describeDeclaration,
  loadConfig,
} from '@latchkey/server/config';
import {
  type AuditContext,
  type AuthorityStore,
  type Clock,
  createClock,
  createSharedOffset,
} from '@latchkey/server/store';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { type Browser, createBrowser } from './browser.ts';
import { createTestLog } from './log.ts';
import { createPerson, type NewPerson, type TestPerson } from './person.ts';
import { recordCredentials } from './record-credentials.ts';
import { createDataDirectory } from './run.ts';
import { clientSecretEnvironment, testConfig } from './test-config.ts';

export type { NewPerson, TestPerson } from './person.ts';
export { clientSecrets, ordersApi, testConfig } from './test-config.ts';

export interface TestAuthority {
  readonly issuer: string;
  readonly config: AuthorityConfig;
  readonly store: AuthorityStore;
  readonly keys: KeyRing;
  /** The shifted clock. The store has its own, shifted alike. */
  readonly clock: Clock;
  /**
   * Hand a request to the authority, as a server would. A path counts from the issuer. Tokens, codes and cookies of the
   * answer are recorded as secrets.
   */
  fetch(request: Request | string | URL, init?: RequestInit, connection?: Partial<Connection>): Promise<Response>;
  /** Move the time of everything in it; the real clock goes on. */
  advance(ms: number): void;
  /** Put a person straight into the store, past sign-up. */
  createUser(person?: NewPerson): Promise<TestPerson>;
  /** A browser without cookies whose requests come here. */
  createBrowser(options?: { readonly remoteAddress?: string; readonly userAgent?: string }): Browser;
  close(): Promise<void>;
}

/** What happens outside any request, as the audit trail shall say. */
const testContext: AuditContext = { requestId: 'test-set-up', address: undefined, userAgent: undefined };
/** Reserved for documentation, RFC 5737. */
const defaultAddress = '192.0.2.1';
const yearMs = 366 * 24 * 60 * 60_000;

/**
 * Open an authority over an empty store.
 *
 * @param overrides - take the place of the same properties of {@link testConfig}; judged like any configuration.
 * @param environment - further variables for secrets that `overrides` name.
 * @throws ConfigError for a configuration that the authority would not start with.
 */
export async function openTestAuthority(
  overrides: Partial<AuthorityConfigInput> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<TestAuthority> {
  const config = await loadTestConfig({ ...testConfig, ...overrides }, { ...clientSecretEnvironment, ...environment });
  const offset = createSharedOffset();
  const clock = createClock(offset);
  const store = await openSqliteStore({ file: ':memory:', clockOffset: offset });
  const keys = await openKeyRing({
    issuer: config.issuer,
    sealingKey: createSecretKey(randomBytes(32)),
    provider: createMemoryProvider(),
    clock,
    policy: {
      jwksTtlMs: config.lifetimes.jwksSeconds * 1000,
      signingKeyTtlMs: config.lifetimes.signingKeySeconds * 1000,
      retainMs: { access_token: yearMs, id_token: yearMs, feed: yearMs, refresh_token: yearMs, browser: yearMs },
      // An RSA key takes longer to make than most tests take.
      idTokenAlgs: [...new Set(['ES256' as const, ...config.clients.map((client) => client.idTokenSignedResponseAlg)])],
    },
  });
  await store.reconcileConfiguration(describeDeclaration(config), accessTokenTtlCapSeconds * 1000, testContext);
  const authority = createAuthority({ config, store, keys, clock, log: createTestLog('in-process') });

  async function send(request: Request, connection: Partial<Connection> = {}): Promise<Response> {
    const response = await authority.fetch(request, { remoteAddress: defaultAddress, ...connection });
    await recordCredentials(response, request.url);
    return response;
  }

  return {
    issuer: config.issuer,
    config,
    store,
    keys,
    clock,
    fetch: (request, init, connection) =>
      send(request instanceof Request ? request : new Request(new URL(request, config.issuer), init), connection),
    advance(ms) {
      Atomics.add(offset, 0, BigInt(ms));
    },
    createUser: (person = {}) => createPerson(store, config.passwordHashing, person),
    createBrowser: ({ remoteAddress, userAgent } = {}) =>
      createBrowser({
        fetch: (request) => send(request, remoteAddress === undefined ? {} : { remoteAddress }),
        baseUrl: config.issuer,
        nowMs: () => clock.nowMs(),
        userAgent,
      }),
    async close() {
      await keys.close();
      await store.close();
    },
  };
}

/** Through a file, as every configuration goes: the same parsing, the same refusals. */
async function loadTestConfig(
  input: AuthorityConfigInput,
  environment: Readonly<Record<string, string>>,
): Promise<AuthorityConfig> {
  const directory = createDataDirectory('in-process');
  const file = join(directory, `${randomUUID()}.json`);
  writeFileSync(file, JSON.stringify({ dataDirectory: directory, ...input }));
  return (await loadConfig({ file, env: environment })).config;
}
