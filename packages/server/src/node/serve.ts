import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { listCauses } from '@latchkey/host/error-causes';
import { prepareGracefulStop } from '@latchkey/host/graceful-stop';
import { listenOn, readPort } from '@latchkey/host/listen';
import type { Authority } from '../authority.ts';
import type { AuthorityConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { answerBrokenRequests } from './client-error.ts';
import { createRequestListener } from './request-listener.ts';
import { minTlsVersion, readTlsFiles, reloadTlsFiles } from './tls-files.ts';

export interface ServeOptions {
  readonly config: Pick<AuthorityConfig, 'listen' | 'tls' | 'trustedProxies' | 'http'>;
  readonly log: Log;
  /** How often the TLS files are looked at. Default: 2,000 ms. */
  readonly tlsPollIntervalMs?: number;
  /** See {@link defaultStallTimeoutMs}. */
  readonly stallTimeoutMs?: number;
}

export interface RunningServer {
  /** Where it listens, with the port it got; not the issuer, which may be a proxy's address. */
  readonly url: string;
  /**
   * Stop accepting, finish the requests in flight within `http.shutdownGraceSeconds`, then cut off the rest. Idempotent.
   * Closes neither the store nor the key ring.
   */
  close(): Promise<'finished' | 'cut_off'>;
}

/**
 * After this long without a byte in either direction a connection is closed, also when there is an answer on its way: a peer
 * that takes nothing would hold it for ever. What goes on for longer beats: the revocation feed each second.
 */
const defaultStallTimeoutMs = 60_000;

/** Node looks for requests that take too long this often; its own 30 s would let them overstay by that much. */
const timeoutSweepMs = 500;

/**
 * Serve an authority over HTTP, or over HTTPS with the configured files, on the configured address.
 *
 * @throws ListenError when the address cannot be had, ServeError when the TLS files cannot be used.
 */
export async function serveAuthority(
  authority: Pick<Authority, 'answer' | 'endStreams'>,
  { config, log, tlsPollIntervalMs = 2_000, stallTimeoutMs = defaultStallTimeoutMs }: ServeOptions,
): Promise<RunningServer> {
  const { listen, tls, trustedProxies, http } = config;
  const serverOptions: ServerOptions = {
    maxHeaderSize: http.maxHeaderBytes,
    headersTimeout: http.headersTimeoutSeconds * 1000,
    requestTimeout: http.requestTimeoutSeconds * 1000,
    keepAliveTimeout: http.keepAliveTimeoutSeconds * 1000,
    connectionsCheckingInterval: timeoutSweepMs,
    requireHostHeader: true,
    // Else Node would quietly drop a second Authorization, Host or Content-Type, and nobody could refuse it.
    joinDuplicateHeaders: true,
  };
  const listener = createRequestListener({ authority, log, trustedProxies, isPlainHttp: tls === undefined });

  let server: Server | HttpsServer;
  let stopReloading = (): void => undefined;
  if (tls === undefined) {
    server = createHttpServer(serverOptions, listener);
  } else {
    const { cert, key, version } = await readTlsFiles(tls);
    const handshakeTimeout = http.headersTimeoutSeconds * 1000;
    const tlsOptions = { cert, key, minVersion: minTlsVersion, handshakeTimeout } as const;
    const httpsServer = createHttpsServer({ ...serverOptions, ...tlsOptions }, listener);
    stopReloading = reloadTlsFiles(httpsServer, tls, version, log, tlsPollIntervalMs);
    server = httpsServer;
  }
  server.timeout = stallTimeoutMs;
  answerBrokenRequests(server);
  const stopGracefully = prepareGracefulStop(server);

  try {
    const hostSetting = 'LATCHKEY_HOST (or listen.host)';
    const portSetting = 'LATCHKEY_PORT (or listen.port), and with it LATCHKEY_ISSUER (or issuer),';
    await listenOn(server, { ...listen, hostSetting, portSetting }, (error) =>
      log.warn({ causes: listCauses(error) }, 'a connection could not be taken on'),
    );
  } catch (error) {
    stopReloading();
    throw error;
  }

  let stopping: Promise<'finished' | 'cut_off'> | undefined;
  return {
    url: describeUrl(server, listen.host, tls !== undefined),
    close() {
      stopReloading();
      authority.endStreams();
      stopping ??= stopGracefully(http.shutdownGraceSeconds);
      return stopping;
    },
  };
}

function describeUrl(server: Server, host: string, isHttps: boolean): string {
  return `${isHttps ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${readPort(server)}`;
}
