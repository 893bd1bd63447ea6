import type { IncomingMessage } from 'node:http';

/** How much of an answer waits here for a slow browser; the API is not read meanwhile. */
const waitingBytes = 65_536;

/**
 * An API's body as a stream that hands on each piece when it comes and is read no faster than the browser reads. It fails
 * when the API's connection breaks before the end, so that no browser takes a part for the whole.
 *
 * @param onDone - called once, when nothing more will come or be wanted.
 */
export function streamResponseBody(incoming: IncomingMessage, onDone: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        incoming.on('data', (piece: Uint8Array) => {
          controller.enqueue(piece);
          if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
        });
        incoming.on('error', (error) => controller.error(error));
        incoming.on('close', () => {
          if (incoming.readableEnded) closeQuietly(controller);
          else controller.error(new Error('The answer broke off'));
          onDone();
        });
        incoming.on('end', () => closeQuietly(controller));
        incoming.pause();
      },
      pull: () => void incoming.resume(),
      cancel: () => void incoming.destroy(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: waitingBytes }),
  );
}

/** It may be closed, cancelled or have failed already. */
function closeQuietly(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close();
  } catch {}
}
