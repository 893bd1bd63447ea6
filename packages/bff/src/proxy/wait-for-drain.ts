import type { Writable } from 'node:stream';

/** Resolves when a stream takes more, or never will. */
export function waitForDrain(stream: Writable): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    stream.off('drain', done).off('close', done);
    resolve();
  };
  stream.on('drain', done).on('close', done);
  if (stream.destroyed) done();
  return promise;
}
