/**
 * Tell a person that something takes its time: a line that counts seconds on a terminal, one plain line elsewhere.
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
  draw();
  const timer = setInterval(draw, 1000);
  return {
    end() {
      clearInterval(timer);
      process.stderr.write('\r\u001b[2K');
    },
  };
}
