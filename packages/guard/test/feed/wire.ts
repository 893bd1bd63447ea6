/** The way between a guard and an authority in this process, which a test can cut, hold up and tamper with. */
import { Buffer } from 'node:buffer';
import type { TestAuthority } from '@latchkey/testing/authority-in-process';

export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  /** Break what is open, and refuse what comes until it is mended. */
  cut(): void;
  mend(): void;
  /** Changes each message of the feed, or takes it out, or puts others in. */
  tamper: (message: string) => readonly string[];
  /** Answers in the authority's place. */
  answer: (request: Request) => Response | Promise<Response> | undefined;
  /** The `Last-Event-ID` of each connection to the feed so far. */
  readonly positions: readonly (string | null)[];
  /** How often a path was asked for. */
  count(path: string): number;
}

export function createWire(authority: Pick<TestAuthority, 'fetch'>): Wire {
  let isCut = false;
  let breaker = new AbortController();
  const positions: (string | null)[] = [];
  const counts = new Map<string, number>();

  const wire: Wire = {
    tamper: (message) => [message],
    answer: () => undefined,
    positions,
    count: (path) => counts.get(path) ?? 0,
    cut() {
      isCut = true;
      breaker.abort();
    },
    mend() {
      isCut = false;
      breaker = new AbortController();
    },
    async fetch(input, init) {
      const request = new Request(input, init);
      const { pathname } = new URL(request.url);
      counts.set(pathname, (counts.get(pathname) ?? 0) + 1);
      if (isCut) throw new TypeError('fetch failed');
      const answered = await wire.answer(request);
      if (answered !== undefined) return breakOff(answered, request.signal);
      if (pathname === '/revocations') positions.push(request.headers.get('last-event-id'));
      const response = await authority.fetch(request);
      if (pathname !== '/revocations' || response.body === null) return response;
      const passage = createPassage((message) => wire.tamper(message));
      const signal = AbortSignal.any([breaker.signal, request.signal]);
      response.body.pipeTo(passage.writable, { signal }).catch(() => undefined);
      return new Response(passage.readable, response);
    },
  };
  return wire;
}

/** As a real fetch does when it is aborted. */
function breakOff(response: Response, signal: AbortSignal): Response {
  const body = response.body?.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal });
  return new Response(body ?? null, response);
}

/** Message by message; what the wire puts in has no id, as nobody reads it. */
function createPassage(tamper: (message: string) => readonly string[]): TransformStream<Uint8Array, Uint8Array> {
  let text = '';
  return new TransformStream({
    transform(chunk, controller) {
      text += Buffer.from(chunk).toString('utf8');
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const message = /^data: (.*)$/m.exec(event)?.[1] ?? '';
        for (const changed of tamper(message)) controller.enqueue(Buffer.from(`data: ${changed}\n\n`));
      }
    },
  });
}
