/** What takes its time at the moment, the outermost first. On a terminal the last is shown. @type {(() => void)[]} */
const lines = [];

/** Print a line of the result above what is shown, and not behind it. @param {string} line */
export function printLine(line) {
  if (lines.length > 0) process.stderr.write('\r\u001b[2K');
  console.log(line);
  lines.at(-1)?.();
}

/**
 * Tell a person that something takes its time: a line that counts seconds on a terminal, one plain line elsewhere. One that
 * begins during another is shown in its place until it ends.
 *
 * @param {string} what
 */
export function showProgress(what) {
  const startedMs = Date.now();
  if (!process.stderr.isTTY) {
    process.stderr.write(`${what} …\n`);
    return { end() {} };
  }
  const draw = () => process.stderr.write(`\r\u001b[2K${what} … ${Math.round((Date.now() - startedMs) / 1000)} s`);
  lines.push(draw);
  draw();
  const timer = setInterval(() => {
    if (lines.at(-1) === draw) draw();
  }, 1000);
  return {
    end() {
      clearInterval(timer);
      lines.splice(lines.indexOf(draw), 1);
      process.stderr.write('\r\u001b[2K');
      lines.at(-1)?.();
    },
  };
}
