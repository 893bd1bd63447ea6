import { splitUrl } from '@latchkey/host/request-target';
import type { Dispatch } from './dispatch.ts';
import type { Connection } from './exchange.ts';
import { BodyError, type HttpAnswer, type HttpRequest } from './message.ts';

/** A dispatcher by the Fetch standard, to be mounted where requests and responses are its. */
export function createFetch(dispatch: Dispatch): (request: Request, connection: Connection) => Promise<Response> {
  return async (request, connection) => createResponse(await dispatch(readRequest(request), connection));
}

/** A request of the Fetch standard as the authority sees it. */
export function readRequest(request: Request): HttpRequest {
  return {
    method: request.method,
    ...splitUrl(request.url),
    headers: { get: (name) => request.headers.get(name) ?? undefined },
    readBody: (maxBytes) => readBody(request, maxBytes),
  };
}

async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length');
  if (declared !== null && !(Number(declared) <= maxBytes)) throw new BodyError('too_long');
  const body: ReadableStream<Uint8Array> | null = request.body;
  const reader = body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new BodyError('broken_off', { cause });
    });
    if (done) return Buffer.concat(chunks, length);
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw new BodyError('too_long');
    }
    chunks.push(value);
  }
}

/** An answer as a response of the Fetch standard. */
export function createResponse({ status, headers: fields, setCookies, body }: HttpAnswer): Response {
  const headers = new Headers(fields);
  for (const cookie of setCookies) headers.append('set-cookie', cookie);
  return new Response(body ?? null, { status, headers });
}
