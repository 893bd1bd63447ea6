/** The body of one reader's response. */
export interface FeedStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Whether all that was sent has been taken by the connection. Nothing more is sent before: nothing piles up here. */
  isDrained(): boolean;
  send(chunks: readonly Uint8Array[]): void;
  /** End it in order: the reader comes back when it likes. */
  end(): void;
  /** Break it: the reader takes nothing. */
  cut(): void;
}

export interface FeedStreamEvents {
  /** Called once, whoever closed it. */
  readonly onClosed: () => void;
  /** Called whenever all that was sent has been taken. */
  readonly onDrained: () => void;
}

export function createFeedStream({ onClosed, onDrained }: FeedStreamEvents): FeedStream {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const emptyQueue = 1;

  function finish(act: (open: ReadableStreamDefaultController<Uint8Array>) => void): void {
    const open = controller;
    if (open === undefined) return;
    controller = undefined;
    act(open);
    onClosed();
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(created) {
        controller = created;
      },
      pull: onDrained,
      cancel: () => finish(() => undefined),
    },
    new CountQueuingStrategy({ highWaterMark: emptyQueue }),
  );
  return {
    body,
    isDrained: () => controller?.desiredSize === emptyQueue,
    send(chunks) {
      for (const chunk of chunks) controller?.enqueue(chunk);
    },
    end: () => finish((open) => open.close()),
    cut: () => finish((open) => open.error(new Error('The reader of the feed was too slow.'))),
  };
}
