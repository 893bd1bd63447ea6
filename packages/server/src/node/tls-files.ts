import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Log } from '../log.ts';
import { ServeError } from './serve-error.ts';

export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** When the certificate ends, as it says. */
  readonly validTo: string;
  /** Of the files, as they were before they were read: whatever changes from then on is noticed. */
  readonly version: string;
}

/**
 * Read certificate (with its chain) and key, and see that they belong together.
 *
 * Does not check that the certificate is valid now, names this host, or is trusted by anybody.
 *
 * @throws ServeError `tls_files`, naming the file and what to do.
 */
export async function readTlsFiles({ certificateFile, keyFile }: TlsFiles): Promise<TlsMaterial> {
  const version = await describeFiles({ certificateFile, keyFile });
  // One after the other, so that of two missing files it is always the same one that is named.
  const cert = await readPem(certificateFile);
  const key = await readPem(keyFile);
  try {
    // Throws also when each is well-formed but they are no pair.
    createSecureContext({ cert, key });
    return { cert, key, validTo: new X509Certificate(cert).validTo, version };
  } catch (cause) {
    throw new ServeError(
      'tls_files',
      `${certificateFile} and ${keyFile} are no pair of a PEM certificate and its unencrypted private key. ` +
        'Set tls.certificateFile (the certificate, then its chain) and tls.keyFile to files that belong together.',
      { cause },
    );
  }
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new ServeError('tls_files', `${file} cannot be read (${code}). Check the path in tls and the file's mode.`, {
      cause,
    });
  }
}

/**
 * Look at both files again and again, and serve new ones to new connections when they changed. Files that are broken or
 * half replaced leave the former certificate in force; that is logged once and tried again at the next look.
 *
 * Polled, because watching misses files that are replaced through a link, as certificate tools and containers do.
 *
 * @param served - the version of the files that are being served.
 * @returns how to stop looking.
 */
export function reloadTlsFiles(
  server: Server,
  files: TlsFiles,
  served: TlsMaterial['version'],
  log: Log,
  pollIntervalMs: number,
): () => void {
  let current = served;
  let reported: string | undefined;
  let isBusy = false;

  const look = async (): Promise<void> => {
    const seen = await describeFiles(files);
    if (seen === current) return;
    try {
      const { cert, key, validTo, version } = await readTlsFiles(files);
      server.setSecureContext({ cert, key, minVersion: minTlsVersion });
      current = version;
      reported = undefined;
      log.info({ certificateFile: files.certificateFile, validTo }, 'TLS certificate reloaded');
    } catch (error) {
      if (reported === seen) return;
      reported = seen;
      const reason = error instanceof ServeError ? error.message : 'The new files could not be used.';
      log.error(
        { certificateFile: files.certificateFile, reason },
        'TLS certificate not reloaded; the former one stays',
      );
    }
  };

  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void look().finally(() => {
      isBusy = false;
    });
  }, pollIntervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** RFC 9325 §3.1.1. */
export const minTlsVersion = 'TLSv1.2';

/** Changes whenever either file does, also when it is replaced by one of the same size and second. */
async function describeFiles({ certificateFile, keyFile }: TlsFiles): Promise<string> {
  const descriptions = await Promise.all(
    [certificateFile, keyFile].map(async (file) => {
      const found = await stat(file, { bigint: true }).catch(() => undefined);
      return found === undefined ? 'missing' : `${found.ino}:${found.size}:${found.mtimeNs}`;
    }),
  );
  return descriptions.join(' ');
}
