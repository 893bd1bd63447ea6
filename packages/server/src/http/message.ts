/** Header fields by their names in small letters, so that no field can be there twice under two spellings. */
export type HeaderFields = Readonly<Record<Lowercase<string>, string>>;

/** Header fields of a request. */
export interface RequestHeaders {
  /**
   * The value of a field; of one that was sent several times all of them, joined as RFC 9110 §5.3 says, so that a second
   * one is never overlooked.
   */
  get(name: Lowercase<string>): string | undefined;
}

/**
 * A request as the endpoints' side of the house sees it, whatever brought it: a Node server, or `fetch`. Plain data where
 * the Fetch standard's classes cost as much as all else that is done for a request (docs/decisions/0018-plain-messages.md).
 */
export interface HttpRequest {
  /** In capital letters. */
  readonly method: string;
  /** As sent: still percent-encoded, never resolved against anything. */
  readonly path: string;
  /** The query with its question mark; empty when there is none. */
  readonly search: string;
  readonly headers: RequestHeaders;
  /**
   * The body, never more than `maxBytes` of it. To be called once.
   *
   * @throws BodyError when it is longer or breaks off.
   */
  readBody(maxBytes: number): Promise<Uint8Array>;
}

/** Why a body could not be read. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly code: 'too_long' | 'broken_off';

  constructor(code: BodyError['code'], options?: ErrorOptions) {
    super(`The body is ${code === 'too_long' ? 'longer than may be read' : 'not complete'}.`, options);
    this.code = code;
  }
}

/** What is answered, until the edge writes it. */
export interface HttpAnswer {
  readonly status: number;
  /** All but `set-cookie`, which alone may be there several times. */
  readonly headers: HeaderFields;
  readonly setCookies: readonly string[];
  /** A stream is ended or broken by whoever made it, and cancelled when the reader goes away. */
  readonly body: string | ReadableStream<Uint8Array> | undefined;
}

const none: readonly string[] = Object.freeze([]);

/** An answer without a body. */
export function answerEmpty(
  status: number,
  headers: HeaderFields = {},
  setCookies: readonly string[] = none,
): HttpAnswer {
  return { status, headers, setCookies, body: undefined };
}

/** Default: 200 and no cookies. */
interface AnswerOptions {
  readonly status?: number | undefined;
  readonly setCookies?: readonly string[] | undefined;
}

/**
 * An answer with a body.
 *
 * @param headers - `content-type` among them.
 */
export function answerWith(
  body: string | ReadableStream<Uint8Array>,
  headers: HeaderFields,
  { status = 200, setCookies = none }: AnswerOptions = {},
): HttpAnswer {
  return { status, headers, setCookies, body };
}

const jsonHeaders: HeaderFields = Object.freeze({ 'content-type': 'application/json' });

/** A value as JSON. Nobody keeps it: `no-store` is added on the way out unless said otherwise (H4). */
export function answerJson(value: unknown, options: AnswerOptions = {}): HttpAnswer {
  return answerWith(JSON.stringify(value), jsonHeaders, options);
}
