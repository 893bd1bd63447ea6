import type { IncomingMessage } from 'node:http';
import { createPatience } from './patience.ts';

/** How much of an answer waits here for a slow browser; the API is not read meanwhile. */
const waitingBytes = 65_536;

export interface StreamedBody {
  /** Patience between two pieces, counted while the API is waited for and not while the browser is. Undefined: endless. */
  readonly idleTimeoutMs: number | undefined;
  /** The API was quiet for longer than that; its connection is broken then. */
  onIdle(): void;
  /** Called once, when nothing more will come or be wanted. */
  onDone(): void;
}

/**
 * An API's body as a stream that hands on each piece when it comes and is read no faster than the browser reads. It fails
 * when the API's connection breaks before the end, so that no browser takes a part for the whole.
 */
export function streamResponseBody(
  incoming: IncomingMessage,
  { idleTimeoutMs, onIdle, onDone }: StreamedBody,
): ReadableStream<Uint8Array> {
  const patience = createPatience(idleTimeoutMs, () => {
    onIdle();
    incoming.destroy();
  });
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        incoming.on('data', (piece: Uint8Array) => {
          controller.enqueue(piece);
          if ((controller.desiredSize ?? 0) > 0) patience.start();
          else {
            incoming.pause();
            patience.stop();
          }
        });
        incoming.on('error', (error) => controller.error(error));
        incoming.on('close', () => {
          patience.end();
          if (incoming.readableEnded) closeQuietly(controller);
          else controller.error(new Error('The answer broke off'));
          onDone();
        });
        incoming.on('end', () => closeQuietly(controller));
        incoming.pause();
      },
      pull() {
        // The reader may ask again while a piece is waited for, which is no new beginning.
        if (!incoming.isPaused()) return;
        patience.start();
        incoming.resume();
      },
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
