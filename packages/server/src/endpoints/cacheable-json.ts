import { hash } from 'node:crypto';
import { answerEmpty, answerWith, type HttpAnswer, type HttpRequest } from '../http/message.ts';

/** A public document as it is answered, made once per content. */
export interface CacheableJson {
  readonly body: string;
  /** RFC 9110 §8.8.3. */
  readonly etag: string;
}

export function createCacheableJson(value: unknown): CacheableJson {
  const body = JSON.stringify(value);
  return { body, etag: `"${hash('sha256', body, 'base64url')}"` };
}

/** Answer 200 or, to whoever has it already, 304 (RFC 9110 §13.1.2). Anyone may keep it for `maxAgeSeconds`. */
export function respondCacheable(request: HttpRequest, document: CacheableJson, maxAgeSeconds: number): HttpAnswer {
  const headers = { 'cache-control': `public, max-age=${maxAgeSeconds}`, etag: document.etag };
  const known = request.headers.get('if-none-match')?.split(',') ?? [];
  if (known.some((tag) => tag.trim().replace(/^W\//, '') === document.etag)) {
    return answerEmpty(304, headers);
  }
  return answerWith(document.body, { ...headers, 'content-type': 'application/json' });
}
