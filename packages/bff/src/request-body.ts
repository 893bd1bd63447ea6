import type { Problem } from './problems.ts';

export type BodyResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** No form of ours, and no logout token, comes near it. */
export const maxBodyBytes = 16_384;
/** For all of so little. Anybody may send one, and who never ends it must not keep the connection. */
const bodyPatienceMs = 30_000;

/** Whether a request says that its body is of a media type, in UTF-8. */
export function isMediaType({ headers }: Request, expected: string): boolean {
  const [mediaType = '', ...parameters] = (headers.get('content-type') ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== expected) return false;
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    return name.trim().toLowerCase() !== 'charset' || /^"?utf-8"?$/i.test(value.trim());
  });
}

/** The body as text, never more than 16 KiB of it, whatever its length was said to be, and for no longer than 30 seconds. */
export async function readBodyText(request: Request): Promise<BodyResult> {
  if (request.body === null) return { ok: true, text: '' };
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  let isLate = false;
  // What is waited for ends then, as if the body did.
  const timer = setTimeout(() => {
    isLate = true;
    cancel();
  }, bodyPatienceMs);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.byteLength;
      if (length > maxBodyBytes) {
        cancel();
        return { ok: false, problem: { code: 'too_large' } };
      }
      text += decoder.decode(read.value, { stream: true });
    }
    if (isLate) return refuse('The body took too long to arrive.');
    return { ok: true, text: text + decoder.decode() };
  } catch {
    cancel();
    return refuse('The body broke off or is not UTF-8.');
  } finally {
    clearTimeout(timer);
  }
}

function refuse(detail: string): BodyResult {
  return { ok: false, problem: { code: 'bad_request', detail } };
}
