/** An error as a log may show it: what kind, and where it was thrown. */
export interface LoggedCause {
  readonly name: string;
  readonly code: string | undefined;
  /** File and line of each call, innermost first. */
  readonly stack: readonly string[];
}

const maxCauses = 4;

/**
 * An error and what caused it, without any message: the messages of parsers, drivers and runtimes like to quote what they
 * were given, and that may be a token or a password.
 */
export function listCauses(thrown: unknown): readonly LoggedCause[] {
  const causes: LoggedCause[] = [];
  for (let error = thrown; error instanceof Error && causes.length < maxCauses; error = error.cause) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    causes.push({ name: error.name, code, stack: listFrames(error) });
  }
  return causes.length > 0 ? causes : [{ name: `a thrown ${typeof thrown}`, code: undefined, stack: [] }];
}

/** The frames at the end of `stack`. The lines before them repeat the message, which may have lines like frames itself. */
function listFrames({ stack = '', message }: Error): readonly string[] {
  const messageStart = stack.indexOf(message);
  const frames = messageStart === -1 ? stack : stack.slice(messageStart + message.length);
  return frames
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
}
