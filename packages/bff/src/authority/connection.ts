import * as oauth from 'oauth4webapi';
import type { BffSettings } from '../options.ts';
import { boundAnswers } from './bounded-answers.ts';
import { type AuthorityFailure, describeFailure } from './failure.ts';
import { allowLoopbackHttp } from './loopback-http.ts';
import { createMetadataSource } from './metadata.ts';

export type ConnectionSettings = Pick<
  BffSettings,
  'issuer' | 'clientId' | 'clientSecret' | 'authorityTimeoutMs' | 'log'
>;

/** What one operation needs: whom to ask, as whom, and until when. */
export interface AuthorityCall {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly options: {
    readonly signal: AbortSignal;
    readonly [oauth.customFetch]: typeof globalThis.fetch;
  };
}

export type Attempt<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: AuthorityFailure };

/** The way to the authority. */
export interface AuthorityConnection {
  /**
   * Do one operation, metadata included, within `authorityTimeoutMs`. Never rejects; what failed is logged by codes. After
   * a failure the metadata is read anew: an endpoint may have moved.
   *
   * @param operation - its name in the log.
   */
  attempt<Value>(operation: string, work: (call: AuthorityCall) => Promise<Value>): Promise<Attempt<Value>>;
  /** Rejects when the metadata cannot be read. */
  readMetadata(): Promise<oauth.AuthorizationServer>;
}

/** @param fetch - how requests are sent; redirects come back as they are and count as failures. */
export function createConnection(settings: ConnectionSettings, fetch: typeof globalThis.fetch): AuthorityConnection {
  const { issuer, clientId, clientSecret, authorityTimeoutMs, log } = settings;
  const boundedFetch = boundAnswers(fetch);
  const wire = { ...allowLoopbackHttp(issuer), [oauth.customFetch]: boundedFetch };
  const metadata = createMetadataSource(issuer, authorityTimeoutMs, boundedFetch);
  const client: oauth.Client = Object.freeze({ client_id: clientId });
  const basic = oauth.ClientSecretBasic(clientSecret);
  const post = oauth.ClientSecretPost(clientSecret);

  return {
    async attempt(operation, work) {
      const signal = AbortSignal.timeout(authorityTimeoutMs);
      try {
        // Its own time ends no later than this operation's.
        const server = await metadata.get();
        const authentication = takesBasic(server) ? basic : post;
        return { ok: true, value: await work({ server, client, authentication, options: { ...wire, signal } }) };
      } catch (error) {
        const failure = describeFailure(error);
        if (failure.kind === 'unavailable') metadata.forget();
        log.warn({ operation, outcome: failure.kind, reason: failure.reason }, 'authority');
        return { ok: false, failure };
      }
    },
    readMetadata: () => metadata.get(),
  };
}

/** RFC 8414 §2: where nothing is said it is `client_secret_basic`. */
function takesBasic(server: oauth.AuthorizationServer): boolean {
  return server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true;
}
