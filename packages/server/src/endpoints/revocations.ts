import { type FeedPosition, parseFeedPosition } from '@latchkey/tokens/revocation-feed';
import type { AuthenticateClient } from '../clients/authentication.ts';
import { basicChallenge } from '../clients/credentials.ts';
import type { Endpoint, RoutedExchange } from '../http/exchange.ts';
import { answerEmpty, answerWith } from '../http/message.ts';
import { OAuthError } from '../http/oauth-error.ts';
import { type OAuthParameters, readParameters } from '../http/oauth-parameters.ts';
import type { RevocationFeed } from '../revocation/feed.ts';
import { requireIntrospector } from './require-introspector.ts';

/** A request of this endpoint has no form: `client_secret_basic` is the one method. */
const noParameters: OAuthParameters = Object.freeze({ values: new Map(), resources: [] });

/**
 * `GET /revocations`: the revocation log as Server-Sent Events, for an API that may introspect. Each event is a signed
 * message (see `@latchkey/tokens/revocation-feed`). A reader resumes with the last event's id, in `Last-Event-ID` or, at
 * first, in `after`; where the log cannot be resumed it is sent whole.
 */
export function createRevocationFeedEndpoint(authenticate: AuthenticateClient, feed: RevocationFeed): Endpoint {
  return {
    method: 'GET',
    path: '/revocations',
    cors: 'none',
    answers: 'json',
    async handle(exchange) {
      if (exchange.request.headers.get('authorization') === undefined) {
        throw new OAuthError(
          'invalid_client',
          'Authenticate as an API: client id and secret in the Authorization header.',
          {
            headers: basicChallenge,
          },
        );
      }
      const client = await authenticate(exchange, noParameters);
      requireIntrospector(client);
      const position = readPosition(exchange);
      const headers = {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        // Understood by nginx and others that copy it: pass each event on as it comes.
        'x-accel-buffering': 'no',
      };
      // The body of an answer to HEAD is thrown away unread: a stream in it would never be closed.
      if (exchange.method === 'HEAD') return answerEmpty(200, headers);
      const connection = feed.connect(client.clientId, position);
      if (connection.connected) return answerWith(connection.body, headers);
      throw new OAuthError('temporarily_unavailable', 'The feed takes no more readers now; try again shortly.', {
        status: 503,
        headers: { 'retry-after': '5' },
        detail: `feed: ${connection.reason}`,
      });
    },
  };
}

/** A reader that reconnects by itself repeats its first address, so the header, which moves on, counts first. */
function readPosition({ request, query }: RoutedExchange): FeedPosition | undefined {
  const text = request.headers.get('last-event-id') ?? readParameters(query).values.get('after');
  if (text === undefined || text === '') return undefined;
  const position = parseFeedPosition(text);
  if (position !== undefined) return position;
  throw new OAuthError('invalid_request', 'Last-Event-ID and after take the id of an event of this feed, or nothing.');
}
