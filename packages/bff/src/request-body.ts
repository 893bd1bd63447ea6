import type { Problem } from './problems.ts';

export type BodyResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** No form of ours, and no logout token, comes near it. */
export const maxBodyBytes = 16_384;

/** Whether a request says that its body is of a media type, in UTF-8. */
export function isMediaType({ headers }: Request, expected: string): boolean {
  const [mediaType = '', ...parameters] = (headers.get('content-type') ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== expected) return false;
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    return name.trim().toLowerCase() !== 'charset' || /^"?utf-8"?$/i.test(value.trim());
  });
}

/** The body as text, never more than 16 KiB of it, whatever its length was said to be. */
export async function readBodyText(request: Request): Promise<BodyResult> {
  if (request.body === null) return { ok: true, text: '' };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  try {
    // Leaving the loop early cancels the rest.
    for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > maxBodyBytes) return { ok: false, problem: { code: 'too_large' } };
      text += decoder.decode(chunk, { stream: true });
    }
    return { ok: true, text: text + decoder.decode() };
  } catch {
    const detail = 'The body broke off or is not UTF-8.';
    return { ok: false, problem: { code: 'bad_request', detail } };
  }
}
