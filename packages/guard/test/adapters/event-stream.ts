/** One event, and then nothing for ever. */
export function createEventStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from('data: first\n\n'));
    },
  });
}
