import { parseJsonObject } from '@latchkey/tokens/json';
import type { Endpoint } from './exchange.ts';
import { BodyError, type HttpRequest, type RequestHeaders } from './message.ts';
import { OAuthError } from './oauth-error.ts';

type PostEndpoint = Extract<Endpoint, { method: 'POST' }>;

const mediaTypes = { form: 'application/x-www-form-urlencoded', json: 'application/json' } as const;

/**
 * Of the endpoints that share a path and POST, the one that takes the body the request says it brings.
 *
 * @throws OAuthError 415 when none does, or when the body is encoded or in another character set than UTF-8.
 */
export function chooseByContentType(candidates: readonly PostEndpoint[], headers: RequestHeaders): PostEndpoint {
  const contentType = headers.get('content-type');
  const chosen = candidates.find(({ body }) => isMediaType(contentType, mediaTypes[body]));
  if (chosen !== undefined && (headers.get('content-encoding') ?? 'identity') === 'identity') return chosen;
  const accepted = candidates.map(({ body }) => mediaTypes[body]).join(' or ');
  throw new OAuthError('invalid_request', `Send the body as ${accepted}, in UTF-8 and without Content-Encoding.`, {
    status: 415,
  });
}

function isMediaType(header: string | undefined, expected: string): boolean {
  if (header === expected) return true;
  if (header === undefined) return false;
  const [mediaType = '', ...parameters] = header.split(';');
  if (mediaType.trim().toLowerCase() !== expected) return false;
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    return name.trim().toLowerCase() !== 'charset' || /^"?utf-8"?$/i.test(value.trim());
  });
}

/**
 * The body as text, never more than `maxBytes` of it.
 *
 * @throws OAuthError 413 when it is or becomes too long, 400 when it breaks off or is not UTF-8.
 */
export async function readBodyText(request: HttpRequest, maxBytes: number): Promise<string> {
  return decodeUtf8(
    await request.readBody(maxBytes).catch((error: unknown) => {
      throw error instanceof BodyError ? describeBodyError(error, maxBytes) : error;
    }),
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new OAuthError('invalid_request', 'The body is not valid UTF-8. Send it as UTF-8.', { cause });
  }
}

/**
 * @throws OAuthError 400 when a percent sign starts no escape, or the escapes are no UTF-8. `URLSearchParams` alone would
 * quietly put other characters there, and two parsers that differ about one body are how checks get bypassed.
 */
export function parseForm(text: string): URLSearchParams {
  // The parser drops a question mark at the start, as if this were a query; so it gets one of ours to drop.
  const form = new URLSearchParams(`?${text}`);
  if (!text.includes('%')) return form;
  let damaged = /%(?![0-9A-Fa-f]{2})/.test(text);
  for (const [name, value] of form) damaged ||= name.includes('\ufffd') || value.includes('\ufffd');
  if (damaged) throw new OAuthError('invalid_request', 'The form is not well-formed: check its percent-encoding.');
  return form;
}

/** @throws OAuthError 400 unless the text is one JSON object without duplicate members. */
export function parseJson(text: string): Readonly<Record<string, unknown>> {
  const value = parseJsonObject(text);
  if (value !== undefined) return value;
  throw new OAuthError('invalid_request', 'The body must be a JSON object in which every member appears once.');
}

function describeBodyError(error: BodyError, maxBytes: number): OAuthError {
  return error.code === 'too_long'
    ? new OAuthError(
        'invalid_request',
        `The body is longer than the ${maxBytes} bytes this server accepts. Send less.`,
        {
          status: 413,
          cause: error,
        },
      )
    : new OAuthError('invalid_request', 'The body ended before it was complete. Send it again.', { cause: error });
}
