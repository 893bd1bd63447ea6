import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { listCauses } from '@latchkey/host/error-causes';
import { createLog } from '@latchkey/host/log';
import { onStopSignal } from '@latchkey/host/stop-signal';
import { type KeyRing, openKeyRing } from '@latchkey/keys';
import { createFileProvider, createFileWitness, readSecretKey } from '@latchkey/keys/file';
import { createAuthority, type Log, offerFirstAdministrator, startLogoutNotifier } from '@latchkey/server';
import {
  type AuthorityConfig,
  accessTokenTtlCapSeconds,
  describeDeclaration,
  type LoadedConfig,
  loadConfig,
} from '@latchkey/server/config';
import { serveAuthority } from '@latchkey/server/node';
import {
  type AuthorityStore,
  type Clock,
  type ConfigurationChange,
  createClock,
  createOwnContext,
} from '@latchkey/server/store';
import { openSqliteStore } from '@latchkey/stores/sqlite';
import { formatAnnouncement } from './announcement.ts';
import { removeLinkFile, writeLinkFile } from './first-administrator-link.ts';
import { createKeyPolicy } from './key-policy.ts';

/** What of Node's process the authority uses. */
export type HostProcess = Pick<NodeJS.Process, 'env' | 'cwd' | 'stdout' | 'on' | 'off' | 'exit'>;

/**
 * The composition root: configuration, store, keys, authority, server; then tell whoever started it what to open, and stop
 * in the opposite order when asked to.
 *
 * @throws ConfigError, KeyRingError, StoreOpenError, ServeError, ListenError: each says what to do.
 */
export async function runAuthority(host: HostProcess): Promise<void> {
  const startedAtMs = performance.now();
  const { env, stdout } = host;
  const loaded = await loadConfig({ file: env['LATCHKEY_CONFIG_FILE'], env, cwd: host.cwd() });
  const { config } = loaded;
  const { log, flush } = createLog(config.logLevel, stdout);
  const opened: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).toReversed()) await close();
    await flush();
  };

  try {
    const clock = createClock();
    const sealingKey = await readSecretKey({
      environment: env,
      variable: 'LATCHKEY_SEALING_KEY',
      file: join(config.dataDirectory, 'secrets', 'sealing-key'),
    });
    const store = await openSqliteStore({ file: join(config.dataDirectory, 'latchkey.db') });
    opened.push(() => store.close());
    // A person at a terminal is told of what happens before by the announcement.
    let isLogged = !stdout.isTTY;
    store.onAuditEvent(({ userAgent: _, ...event }) => {
      // The trail keeps the user agent; the log does without, as it does without every other header.
      if (isLogged) log.info({ event }, 'audit');
    });

    const keys = await openKeys({ config, sealingKey, clock, store, log });
    opened.push(() => keys.close());

    const changes = await store.reconcileConfiguration(
      describeDeclaration(config),
      accessTokenTtlCapSeconds * 1000,
      createOwnContext(),
    );
    if (isLogged) logChanges(log, changes, loaded.generatedSecretFiles);

    const parts = { config, store, keys, clock, log };
    // Before the server, so that it stops after it: the last sign-outs are still told.
    const notifier = startLogoutNotifier(parts);
    opened.push(() => notifier.stop());
    const authority = createAuthority(parts);
    const server = await serveAuthority(authority, { config, log });
    opened.push(() => server.close());
    onStopSignal(host, log, closeAll);

    const link = (await offerFirstAdministrator({ config, store }))?.link;
    const readyMs = Math.round(performance.now() - startedAtMs);
    if (stdout.isTTY) await announce(stdout, loaded, changes, link);
    else await keepLink(config, link, log);
    isLogged = true;
    log.info({ url: config.issuer, listening: server.url, readyMs }, 'ready');
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The key ring in the data folder. Each change of it goes to the trail. */
function openKeys(parts: {
  readonly config: AuthorityConfig;
  readonly sealingKey: KeyObject;
  readonly clock: Clock;
  readonly store: AuthorityStore;
  readonly log: Log;
}): Promise<KeyRing> {
  const { config, sealingKey, clock, store, log } = parts;
  return openKeyRing({
    issuer: config.issuer,
    sealingKey,
    provider: createFileProvider(join(config.dataDirectory, 'keys.ring')),
    witness: createFileWitness(join(config.dataDirectory, 'secrets', 'keys.ring-version')),
    policy: createKeyPolicy(config),
    clock,
    onChange: (change) => recordKeyChange(store, log, change),
    onError: (error) => log.error({ causes: listCauses(error) }, 'the stored key ring could not be watched'),
  });
}

function logChanges(
  log: Log,
  changes: readonly ConfigurationChange[],
  generatedSecretFiles: LoadedConfig['generatedSecretFiles'],
): void {
  for (const change of changes) log.info({ ...change }, 'configuration changed');
  for (const file of generatedSecretFiles) log.info({ file }, 'client secret generated');
}

/** Show a person at a terminal what to open, the link for the first administrator included. */
async function announce(
  terminal: NodeJS.WriteStream,
  { config, file, generatedSecretFiles }: LoadedConfig,
  changes: readonly ConfigurationChange[],
  firstAdministratorLink: string | undefined,
): Promise<void> {
  const { issuer, dataDirectory, lifetimes } = config;
  // An earlier start without a terminal may have left one, dead by now.
  await removeLinkFile(dataDirectory);
  const { firstAdministratorLinkSeconds } = lifetimes;
  terminal.write(
    formatAnnouncement({
      issuer,
      configFile: file,
      dataDirectory,
      changes,
      generatedSecretFiles,
      firstAdministratorLink,
      firstAdministratorLinkSeconds,
    }),
  );
}

/** No terminal: the link goes to a file, and only where it is goes to the log. */
async function keepLink({ dataDirectory }: AuthorityConfig, link: string | undefined, log: Log): Promise<void> {
  if (link === undefined) {
    await removeLinkFile(dataDirectory);
    return;
  }
  const file = await writeLinkFile(dataDirectory, link);
  log.info({ file }, 'the link for the first administrator is in this file');
}

function recordKeyChange(
  store: AuthorityStore,
  log: Log,
  change: { readonly kid: string; readonly purpose: string; readonly alg: string; readonly state: string },
): void {
  const { kid, purpose, alg, state } = change;
  store
    .appendAuditEvent({ type: 'keys.changed', detail: { kid, purpose, alg, state } }, createOwnContext())
    .catch((error: unknown) =>
      log.error({ kid, state, causes: listCauses(error) }, 'a change of keys was not recorded'),
    );
}
