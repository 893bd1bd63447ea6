import { pino } from 'pino';
import { createLogOutput } from './log-output.ts';

/** Where structured log lines go. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Ids, counts, durations, codes: never a token, secret, password, cookie or header value. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface ProcessLog {
  readonly log: Log;
  /** Write out what is still waiting, before the process ends. Gives up after two seconds; never rejects. */
  flush(): Promise<void>;
}

/**
 * The process's log on standard output: one JSON object a line, or readable lines when a person watches.
 *
 * JSON lines are written in the background and several at a time, so that neither a slow reader nor the writing itself
 * holds up requests; a crash of the machine, or SIGKILL, may lose those of the last tenth of a second, and lines that
 * nobody takes for long are lost as well. What must survive is in the audit trail.
 */
export function createLog(
  level: LogLevel,
  output: { readonly isTTY?: boolean; write(text: string): unknown },
): ProcessLog {
  const options = {
    level,
    base: null,
    timestamp: createTimestamp(),
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (output.isTTY === true) {
    const log = pino(options, { write: (line: string) => void output.write(`${formatForPerson(line)}\n`) });
    return { log, flush: async () => undefined };
  }
  const lines = createLogOutput({
    fd: 1,
    onLost: (count) => log.warn({ lines: count }, 'lines of this log were lost, as it could not be written'),
  });
  const log = pino(options, lines);
  return { log, flush: lines.flush };
}

/** The time as pino adds it to a line. Busy servers write many lines in a millisecond: they share one text. */
function createTimestamp(): () => string {
  let spelledMs = -1;
  let text = '';
  return () => {
    const nowMs = Date.now();
    if (nowMs !== spelledMs) {
      spelledMs = nowMs;
      text = `,"time":"${new Date(nowMs).toISOString()}"`;
    }
    return text;
  };
}

/** What tells a person nothing: it finds one line among very many. */
const idleDetails: ReadonlySet<string> = new Set(['requestId', 'atMs']);

/** `12:34:56 info  request method=POST path=/token status=200`; of a field that holds fields, those. */
function formatForPerson(line: string): string {
  // pino wrote the line: an object with these members and the fields.
  const { time, level, msg, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const clock = typeof time === 'string' ? time.slice(11, 19) : '';
  const details = Object.entries(fields)
    .flatMap(([name, value]) => (isRecord(value) ? Object.entries(value) : [[name, value] as const]))
    .filter(([name]) => !idleDetails.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [clock, String(level).padEnd(5), String(msg), ...details].join(' ');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
