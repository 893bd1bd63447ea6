/**
 * Where structured log lines go. Fields hold ids, counts, durations, codes: never a token, secret, password, cookie or
 * header value, and never a URL with its query.
 */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export type LogFields = Readonly<Record<string, unknown>>;
