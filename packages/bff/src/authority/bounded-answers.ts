import { createFault } from './failure.ts';

/** No metadata and no answer of a token endpoint comes near it; whoever sends more means harm. */
export const maxAnswerBytes = 262_144;

/** A fetch whose answers break off as soon as they are longer than {@link maxAnswerBytes}: readers keep them whole. */
export function boundAnswers(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(createBound()), { status, statusText, headers });
  };
}

function createBound(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(piece, controller) {
      bytes += piece.byteLength;
      if (bytes > maxAnswerBytes) throw createFault('LongAnswerError');
      controller.enqueue(piece);
    },
  });
}
