import type { KeyRing } from '@latchkey/keys';
import type { Clock } from './clock.ts';
import type { AuthorityConfig } from './config/config.ts';
import type { Connection } from './http/exchange.ts';
import type { HttpAnswer, HttpRequest } from './http/message.ts';
import type { Log } from './log.ts';
import type { AuthorityStore } from './store.ts';

/** What the authority is made of; the composition root puts it together. */
export interface AuthorityParts {
  readonly config: AuthorityConfig;
  readonly store: AuthorityStore;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly log: Log;
}

/** The running authority: a function from request to answer, mountable in any server. */
export interface Authority {
  /** Never rejects. */
  answer(request: HttpRequest, connection: Connection): Promise<HttpAnswer>;
  /** The same by the Fetch standard, for servers that speak it. */
  fetch(request: Request, connection: Connection): Promise<Response>;
  /** End the answers that would go on for ever (the revocation feed), and begin none any more: the server is stopping. */
  endStreams(): void;
}
