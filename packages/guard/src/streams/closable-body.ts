import type { VerifiedToken } from '../decision.ts';
import type { Guard } from '../guard.ts';
import { GuardError } from '../guard-error.ts';

/** Bodies that are made to stay open. Wrapping every body would cost each request a stream. */
const streamTypes = /^(?:text\/event-stream|application\/(?:x-ndjson|jsonl|json-seq)|multipart\/x-mixed-replace)\b/i;

/**
 * Give a streaming response a body that breaks off when the token is revoked. Any other response is returned as it is:
 * without a server of known kind there is no telling how long it stays open. So is one whose body somebody reads already.
 * The answer to HEAD loses its body: nobody would ever read it to its end, and it would be watched for ever.
 */
export function makeBodyClosable(
  { method }: Pick<Request, 'method'>,
  response: Response,
  token: VerifiedToken,
  guard: Pick<Guard, 'watch' | 'isRevoked' | 'followsRevocations'>,
): Response {
  if (!guard.followsRevocations || !streamTypes.test(response.headers.get('content-type') ?? '')) return response;
  if (response.body === null || response.body.locked) return response;
  if (method === 'HEAD') {
    response.body.cancel().catch(() => {});
    return new Response(null, response);
  }
  const revoked = new AbortController();
  const breakOff = () => revoked.abort(new GuardError('revoked', 'The token of this response was revoked'));
  const stop = guard.watch(token, breakOff);
  if (guard.isRevoked(token)) breakOff();
  const passage = new TransformStream<Uint8Array, Uint8Array>();
  // The reader of the passage sees its error; whoever made the body sees that it was cancelled.
  response.body
    .pipeTo(passage.writable, { signal: revoked.signal })
    .catch(() => {})
    .finally(stop);
  return new Response(passage.readable, response);
}
