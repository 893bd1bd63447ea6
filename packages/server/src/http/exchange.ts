import type { AuditContext } from '../audit/event.ts';
import type { HttpAnswer, HttpRequest } from './message.ts';

/** What the adapter knows about the wire a request came by. */
export interface Connection {
  /** The address of the peer, in whatever spelling. */
  readonly remoteAddress: string;
}

/**
 * One request on its way through: parsed once at the edge, readonly from there on. Endpoints see this, never the raw
 * connection or the `Host` header.
 */
export interface Exchange {
  readonly request: HttpRequest;
  readonly method: string;
  readonly path: string;
  /** The query. Repeated parameters are for the endpoint to refuse, with `readParameters`. */
  readonly query: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  /** After trusted proxies. */
  readonly address: string;
  /** Request id, address and user agent for the audit trail. */
  readonly audit: AuditContext;
}

/** A parsed body: which member is set follows from the `body` of the {@link Endpoint}. */
export interface FormExchange extends Exchange {
  readonly form: URLSearchParams;
}
export interface JsonExchange extends Exchange {
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * One row of the route table: what may be called, from where, with what, and by what it is answered. The dispatcher
 * answers 405 with `Allow`, 413, 415, CORS preflight and HEAD from these rows alone.
 */
export type Endpoint = {
  /** Absolute path; a segment `:name` matches one segment and is read with `exchange.params`. */
  readonly path: string;
  /** Browsers on other origins: anyone (`public`), origins configured for a client (`clients`), or nobody (`none`). */
  readonly cors: 'public' | 'clients' | 'none';
  /** Whether failures are shown to a person as a page, or told to a program as JSON (RFC 6749 §5.2). */
  readonly answers: 'page' | 'json';
} & (
  | { readonly method: 'GET' | 'DELETE'; readonly handle: (exchange: RoutedExchange) => Promise<HttpAnswer> }
  | {
      readonly method: 'POST';
      readonly body: 'form';
      readonly handle: (exchange: RoutedExchange & FormExchange) => Promise<HttpAnswer>;
    }
  | {
      readonly method: 'POST';
      readonly body: 'json';
      readonly handle: (exchange: RoutedExchange & JsonExchange) => Promise<HttpAnswer>;
    }
);

export interface RoutedExchange extends Exchange {
  /** Values of `:name` segments. */
  readonly params: Readonly<Record<string, string>>;
}
