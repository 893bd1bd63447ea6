/** The body of a browser's request, which is read once and can perhaps be sent twice. */
export interface RequestBody {
  /** In bytes; undefined when only its end will tell, or it is not known whether there is any. */
  readonly length: number | undefined;
  /** Whether {@link readAll} may be called again, from the start. */
  readonly isRepeatable: boolean;
  /**
   * The pieces as they come, from the first on. The reader's pace is the browser's.
   *
   * @throws BodyLengthError when it is longer or shorter than declared; and what the browser's connection fails with.
   */
  readAll(): AsyncGenerator<Uint8Array, void>;
  /** Read no more. */
  cancel(): void;
}

/** The body is not of the declared length. Sent on, the rest of it would be taken for another request. */
export class BodyLengthError extends Error {
  override readonly name = 'BodyLengthError';
}

/** The longest body kept for a second attempt: many requests at a time keep one each. */
export const keptBodyBytes = 65_536;

const noBody: RequestBody = {
  length: 0,
  isRepeatable: true,
  async *readAll() {},
  cancel: () => {},
};

type ReadNext = () => Promise<Uint8Array | undefined>;

/**
 * Take a request's body over. One of a declared length up to 64 KiB is kept while it is read; others pass through.
 *
 * A body with no framing at all is usually none: servers hand a stream over for every POST. Its first piece tells, and is
 * waited for; rejects as that does.
 *
 * @see RFC 9112 §6.3
 */
export async function takeRequestBody({ body, headers }: Pick<Request, 'body' | 'headers'>): Promise<RequestBody> {
  if (body === null) return noBody;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const readNext: ReadNext = async () => (await reader.read()).value;
  const cancel = () => void reader.cancel().catch(() => {});
  if (!headers.has('content-length') && !headers.has('transfer-encoding')) {
    const first = await readNext();
    if (first === undefined) return noBody;
    return { length: undefined, isRepeatable: false, readAll: () => passPieces(readNext, undefined, first), cancel };
  }
  const length = readDeclaredLength(headers);
  if (length !== undefined && length <= keptBodyBytes) {
    return { length, isRepeatable: true, readAll: keepPieces(readNext, length), cancel };
  }
  return { length, isRepeatable: false, readAll: () => passPieces(readNext, length), cancel };
}

/** `Transfer-Encoding` overrides a length, which is then somebody's attempt to smuggle a request. */
function readDeclaredLength(headers: Headers): number | undefined {
  const declared = headers.get('content-length');
  if (declared === null || headers.has('transfer-encoding') || !/^\d{1,15}$/.test(declared)) return undefined;
  return Number(declared);
}

async function* passPieces(
  readNext: ReadNext,
  length: number | undefined,
  first?: Uint8Array,
): AsyncGenerator<Uint8Array, void> {
  let read = 0;
  for (let piece = first ?? (await readNext()); piece !== undefined; piece = await readNext()) {
    read += piece.byteLength;
    if (length !== undefined && read > length) throw new BodyLengthError('The body is longer than declared');
    yield piece;
  }
  if (length !== undefined && read < length) throw new BodyLengthError('The body is shorter than declared');
}

/** Several readers may follow each other, also while the former still waits for a piece: none is lost or read twice. */
function keepPieces(readNext: ReadNext, length: number): () => AsyncGenerator<Uint8Array, void> {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let isComplete = false;
  let reading: Promise<void> | undefined;

  async function readMore(): Promise<void> {
    const piece = await readNext();
    if (piece === undefined) isComplete = true;
    else {
      kept.push(piece);
      keptBytes += piece.byteLength;
    }
    reading = undefined;
  }

  return async function* readAll() {
    for (let index = 0; ; index += 1) {
      while (index >= kept.length && !isComplete) {
        reading ??= readMore();
        await reading;
        if (keptBytes > length) throw new BodyLengthError('The body is longer than declared');
      }
      const piece = kept[index];
      if (piece === undefined) break;
      yield piece;
    }
    if (keptBytes < length) throw new BodyLengthError('The body is shorter than declared');
  };
}
