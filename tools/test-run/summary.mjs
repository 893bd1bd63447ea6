/**
 * @param {string} name
 * @param {import('./judge-file.mjs').Verdict} verdict
 * @param {number} ms
 */
export function formatSuite(name, { passed, failures }, ms) {
  const mark = failures.length === 0 ? 'ok    ' : 'FAILED';
  const failed = failures.length === 0 ? '' : `, ${failures.length} not`;
  return `${mark} ${name.padEnd(12)} ${`${(ms / 1000).toFixed(1)} s`.padStart(8)}  ${passed} passed${failed}`;
}

/** @param {readonly import('./judge-file.mjs').Failure[]} failures */
export function formatFailures(failures) {
  const blocks = failures.map(({ title, detail }, at) => `${at + 1}) ${title}\n${indent(detail)}`);
  return `\nWhat failed:\n\n${blocks.join('\n\n')}\n`;
}

/**
 * The last line of a run, in the form that scripts read.
 *
 * @param {number} passed
 * @param {number} failed
 */
export function formatTotal(passed, failed) {
  return `${passed} passed, ${failed} failed`;
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '   ');
}
