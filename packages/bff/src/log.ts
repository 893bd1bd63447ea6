/**
 * Where structured log lines go; a pino logger is one. Fields hold ids, counts, durations, codes: never a token, secret,
 * cookie or header value, and never a URL with its query.
 */
export interface BffLog {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
