import type { AuthorityConfig } from './config.ts';
import { isLoopbackHost } from './uris.ts';

/**
 * Fill in where to listen: plain http on this machine takes the port the issuer names; otherwise 8443 with TLS of its own
 * and 8080 behind a proxy. Only with TLS of its own are other machines let in without being told to.
 */
export function completeListen(
  { host, port }: { readonly host: string | undefined; readonly port: number | undefined },
  issuer: string,
  hasTls: boolean,
): AuthorityConfig['listen'] {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isLocal = url?.protocol === 'http:' && isLoopbackHost(url.hostname);
  const issuerPort = isLocal ? Number(url.port === '' ? 80 : url.port) : undefined;
  return { host: host ?? (hasTls ? '0.0.0.0' : '127.0.0.1'), port: port ?? issuerPort ?? (hasTls ? 8443 : 8080) };
}
