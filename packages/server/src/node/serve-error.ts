/** The server could not start; the message says what is wrong and what to do, and may be shown as it is. */
export class ServeError extends Error {
  override readonly name = 'ServeError';
  readonly code: 'tls_files';

  constructor(code: ServeError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
