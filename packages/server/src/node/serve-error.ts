/** The server could not start; the message says what is wrong and what to do, and may be shown as it is. */
export class ServeError extends Error {
  override readonly name = 'ServeError';
  readonly code: 'address_in_use' | 'address_not_permitted' | 'address_unknown' | 'tls_files' | 'listen_failed';

  constructor(code: ServeError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Turn what `listen` reports into a sentence. */
export function describeListenError(error: unknown, host: string, port: number): ServeError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `${host}:${port}`;
  if (code === 'EADDRINUSE') {
    return new ServeError(
      'address_in_use',
      `${where} is in use already. Stop the program that uses it, or set LATCHKEY_PORT (or listen.port) to a free port.`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new ServeError(
      'address_not_permitted',
      `This user may not listen on ${where}. Set LATCHKEY_PORT (or listen.port) to 1024 or above, or grant the right to low ports.`,
      { cause: error },
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAFNOSUPPORT') {
    return new ServeError(
      'address_unknown',
      `${host} is not an address of this machine. Set LATCHKEY_HOST (or listen.host) to one, such as 127.0.0.1 or 0.0.0.0.`,
      { cause: error },
    );
  }
  return new ServeError('listen_failed', `Listening on ${where} failed (${String(code)}).`, { cause: error });
}
