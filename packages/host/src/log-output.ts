import { constants, fstatSync, openSync, write } from 'node:fs';

/** Takes log lines and writes them when it can. */
export interface LogOutput {
  /** @param line - with its line break. */
  write(line: string): void;
  /** Write what waits, for as long as that may take (two seconds). Never rejects. */
  flush(): Promise<void>;
}

export interface LogOutputOptions {
  readonly fd: number;
  /** Told, once lines can be written again, how many could not wait for that. */
  readonly onLost: (lines: number) => void;
  /** So many characters wait at most. Default 8 Mi: some 30,000 requests. */
  readonly maxWaitingCharacters?: number | undefined;
}

/** Lines are written together: a write for each would cost as much as the line. */
const writeCharacters = 4096;
/** Writes of less follow each other at this distance, so that a busy process writes seldom … */
const writeIntervalMs = 100;
/** … and a line of a quiet one waits no longer than for those that come with it. */
const gatherMs = 10;
/** A pipe that is full is soon less so. */
const fullPipeRetryMs = 10;
/** For whatever else is the matter, such as a full disk. */
const retryMs = 500;
const flushPatienceMs = 2_000;

/**
 * Write lines in the background, many at a time, and let nothing that happens to the log happen to the process. A reader
 * that stalls, or a disk that is full, makes lines wait, in bounded memory; what finds no room is lost and counted. When
 * nobody reads any more (`EPIPE`) the log ends, and the process goes on.
 */
export function createLogOutput({ fd, onLost, maxWaitingCharacters = 8_388_608 }: LogOutputOptions): LogOutput {
  const output = openWithoutBlocking(fd);
  let waiting = '';
  let lost = 0;
  let isWriting = false;
  let hasEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let beganAtMs = -writeIntervalMs;
  let flushed: (() => void)[] = [];

  function beginSoon(): void {
    timer ??= setTimeout(begin, Math.max(gatherMs, beganAtMs + writeIntervalMs - performance.now()));
  }

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    if (isWriting) return;
    isWriting = true;
    beganAtMs = performance.now();
    const chunk = Buffer.from(waiting);
    waiting = '';
    writeRest(chunk);
  }

  function writeRest(chunk: Buffer): void {
    write(output, chunk, (error, written) => {
      if (error?.code === 'EPIPE') return end();
      if (error !== null) setTimeout(writeRest, error.code === 'EAGAIN' ? fullPipeRetryMs : retryMs, chunk).unref();
      else if (written < chunk.length) writeRest(chunk.subarray(written));
      else goOn();
    });
  }

  function goOn(): void {
    isWriting = false;
    if (lost > 0) reportLost();
    if (waiting === '') settleFlushes();
    else if (waiting.length >= writeCharacters || flushed.length > 0) begin();
    else beginSoon();
  }

  function reportLost(): void {
    const lines = lost;
    lost = 0;
    onLost(lines);
  }

  function end(): void {
    hasEnded = true;
    waiting = '';
    settleFlushes();
  }

  function settleFlushes(): void {
    const due = flushed;
    flushed = [];
    for (const settle of due) settle();
  }

  return {
    write(line) {
      if (hasEnded) return;
      if (waiting.length + line.length > maxWaitingCharacters) {
        lost += 1;
        return;
      }
      waiting += line;
      if (waiting.length >= writeCharacters) begin();
      else beginSoon();
    },

    async flush() {
      if (hasEnded || (waiting === '' && !isWriting)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      flushed.push(resolve);
      const patience = setTimeout(resolve, flushPatienceMs);
      begin();
      await promise;
      clearTimeout(patience);
    },
  };
}

/**
 * A pipe is opened anew, so that writing to a full one fails at once. Else it would hold one of the few threads that also
 * hash passwords, for as long as the reader stalls, and a process that still has such a write cannot end.
 */
function openWithoutBlocking(fd: number): number {
  try {
    if (fstatSync(fd).isFIFO()) return openSync(`/dev/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // Not possible here, such as where the pipe is another user's.
  }
  return fd;
}
