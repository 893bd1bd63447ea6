import { type JsonObject, parseJsonObject } from '@latchkey/tokens/json';
import { GuardError } from './guard-error.ts';

/** How documents of the issuer are fetched. */
export interface FetchSettings {
  readonly fetch: typeof globalThis.fetch;
  /** For the whole answer, body included. */
  readonly fetchTimeoutMs: number;
  /** Ends what is under way before that. */
  readonly signal?: AbortSignal | undefined;
}

export interface FetchedJson {
  readonly document: JsonObject;
  /** `max-age` of the answer's Cache-Control, if it says one. */
  readonly maxAgeSeconds: number | undefined;
}

/** No metadata document or key set comes near it; whoever sends more means harm. */
const maxDocumentBytes = 256 * 1024;

/**
 * Fetch one JSON object with a limit on time and size. Redirects are not followed: the address was checked, the next one
 * would not be.
 *
 * Does not check the address or the content type.
 *
 * @throws GuardError `fetch_failed` for any other outcome; its message names the address and what was wrong.
 */
export async function fetchJson(url: string, settings: FetchSettings): Promise<FetchedJson> {
  let response: Response;
  let text: string | undefined;
  try {
    response = await settings.fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: createSignal(settings),
    });
    text = response.status === 200 ? await readText(response) : undefined;
    if (response.status !== 200) await response.body?.cancel();
  } catch (cause) {
    throw new GuardError('fetch_failed', `GET ${url} failed or took longer than ${settings.fetchTimeoutMs} ms`, cause);
  }
  if (response.status !== 200) throw new GuardError('fetch_failed', `GET ${url} answered ${response.status}, not 200`);
  if (text === undefined) throw new GuardError('fetch_failed', `GET ${url} sent more than ${maxDocumentBytes} bytes`);
  const document = parseJsonObject(text);
  if (document === undefined) throw new GuardError('fetch_failed', `GET ${url} did not send one clean JSON object`);
  return { document, maxAgeSeconds: readMaxAge(response.headers.get('cache-control')) };
}

function createSignal({ fetchTimeoutMs, signal }: FetchSettings): AbortSignal {
  const late = AbortSignal.timeout(fetchTimeoutMs);
  return signal === undefined ? late : AbortSignal.any([late, signal]);
}

/** The body as text; undefined as soon as it is longer than the limit. Leaving the loop cancels the rest. */
export async function readText(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxDocumentBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function readMaxAge(cacheControl: string | null): number | undefined {
  if (cacheControl === null) return undefined;
  if (/(?:^|[\s,])no-(?:store|cache)(?:$|[\s,])/i.test(cacheControl)) return 0;
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])/i.exec(cacheControl)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
