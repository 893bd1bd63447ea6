import { maxFeedMessageBytes } from '@latchkey/tokens/revocation-feed';
import { createEventStreamParser } from './event-stream-parser.ts';
import type { FeedDisconnection } from './feed-options.ts';

/** How a connection ended. */
export interface StreamEnd {
  readonly reason: FeedDisconnection;
  /** Of an answer that was no event stream. */
  readonly status?: number | undefined;
}

export interface StreamRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  /** Aborting it ends the connection; what ends it then is for whoever aborted to say. */
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  /** Judge one message; false ends the connection. One at a time, in order. */
  readonly onMessage: (text: string) => Promise<boolean> | boolean;
}

/** Open one event stream and read it to its end. Never rejects. */
export async function readEventStream(request: StreamRequest): Promise<StreamEnd> {
  let response: Response;
  try {
    response = await request.fetch(request.url, {
      headers: { ...request.headers, accept: 'text/event-stream' },
      // Credentials go where the metadata said and nowhere else.
      redirect: 'error',
      cache: 'no-store',
      signal: request.signal,
    });
  } catch {
    return { reason: 'not_connected' };
  }
  const mediaType = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (response.status !== 200 || mediaType !== 'text/event-stream' || response.body === null) {
    await response.body?.cancel().catch(() => undefined);
    return { reason: 'not_connected', status: response.status };
  }
  request.onOpen();
  try {
    return await readBody(response.body, request);
  } catch {
    return { reason: 'ended' };
  }
}

async function readBody(body: ReadableStream<Uint8Array>, { onMessage, signal }: StreamRequest): Promise<StreamEnd> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = createEventStreamParser(maxFeedMessageBytes);
  // Leaving the loop cancels the stream.
  for await (const chunk of body) {
    const events = parser.push(decoder.decode(chunk, { stream: true }));
    if (events === undefined) return { reason: 'refused' };
    for (const event of events) {
      if (signal.aborted || !(await onMessage(event))) return { reason: 'refused' };
    }
  }
  return { reason: 'ended' };
}
