import type { GuardCredentials } from '../client-secret-basic.ts';
import type { GuardClock } from '../clock.ts';
import type { MetadataSource } from '../metadata-source.ts';

export interface FeedOptions {
  /** The issuer whose log it is; a message of any other is refused. */
  readonly issuer: string;
  /** A confidential client that may introspect at the issuer: `client_secret_basic`. */
  readonly credentials: GuardCredentials;
  /**
   * Where the issuer says that its feed is: `revocation_feed_endpoint` and `revocation_feed_jwks_uri`. An issuer that says
   * neither has no feed: the view is then `absent`, and the question is asked again each minute.
   */
  readonly metadata: MetadataSource;
  /** How long an entry is kept after its own end: at least the leeway that `exp` is judged with. Default 10. */
  readonly clockLeewaySeconds?: number | undefined;
  /** Told what happens on the connection, for logs and metrics. Must not throw. Default: nobody. */
  readonly onEvent?: ((event: FeedEvent) => void) | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The time of day judges when entries may go; the monotonic clock ages what is known. Default: the machine's. */
  readonly clock?: GuardClock | undefined;
}

/** Why a message was not believed. */
export type FeedRefusal =
  /** Not a message of the feed: form, type, size. */
  | 'malformed'
  /** No key of the issuer's feed signed it. */
  | 'signature'
  | 'issuer'
  /** Its time is too far from this machine's: a recording, or a clock that is wrong. */
  | 'clock'
  /** It says less than one before it: repeated or out of order. */
  | 'replayed'
  /** It does not follow what is known: a gap, a fork, a log that was set back. A snapshot is fetched. */
  | 'gap';

/** Holds no token, secret or target. */
export type FeedEvent =
  | { readonly event: 'connected' }
  | { readonly event: 'disconnected'; readonly reason: FeedDisconnection; readonly status?: number | undefined }
  | { readonly event: 'refused'; readonly reason: FeedRefusal }
  /** The log stands earlier than it did, or has another past: somebody restored a backup. What was seen is kept. */
  | { readonly event: 'log_set_back'; readonly fromSeq: number; readonly toSeq: number }
  | { readonly event: 'no_feed' };

/** Why a connection ended or did not come about. */
export type FeedDisconnection =
  /** The issuer's metadata cannot be had. */
  | 'not_located'
  /** No answer, or one that is no event stream; `status` when there was one. 401 and 403 mean the credentials. */
  | 'not_connected'
  /** Nothing fresh for several heartbeats. */
  | 'silent'
  /** It had lasted long enough to reckon its age anew; nothing is wrong. */
  | 'renewed'
  /** The other side ended or broke it. */
  | 'ended'
  /** A message was refused. */
  | 'refused';
