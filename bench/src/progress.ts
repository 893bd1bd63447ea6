/** Tell a person who waits what is happening: one line that changes on a terminal, single lines elsewhere. */
export interface Progress {
  report(text: string): void;
  end(): void;
}

export function createProgress(output: NodeJS.WriteStream, name: string): Progress {
  const startedAtMs = performance.now();
  return {
    report(text) {
      const seconds = Math.round((performance.now() - startedAtMs) / 1000);
      const line = `${name}: ${text} (${seconds} s)`;
      output.write(output.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    end() {
      if (output.isTTY) output.write('\r\u001b[2K');
    },
  };
}
