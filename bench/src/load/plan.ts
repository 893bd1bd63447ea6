/** What a load process is told to do, and what it tells. */

export interface LoadPlan {
  readonly port: number;
  /** Keep-alive connections, each with one request at a time. */
  readonly connections: number;
  readonly durationMs: number;
  readonly traffic: Traffic;
}

export type Traffic =
  /** Whole requests in turn, each connection starting elsewhere. */
  | { readonly kind: 'repeat'; readonly requests: readonly string[] }
  /** Each connection refreshes a token of its own with the token it got last. */
  | { readonly kind: 'refresh'; readonly chain: string; readonly head: string; readonly tokens: readonly string[] };

export interface LoadResult {
  readonly requests: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Text of a request with a body, or without. @param headers - lines, without those of the body. */
export function writeRequest(
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): string {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ host: 'localhost', ...headers, ...length }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}
