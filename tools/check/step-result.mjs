/**
 * How a step of the checks came out. `note`: worth telling although it is good.
 *
 * @typedef {{ ok: true, note?: string } | { ok: false, detail: string }} StepResult
 */

/**
 * @param {string} [note]
 * @returns {StepResult}
 */
export function passed(note) {
  return note === undefined ? { ok: true } : { ok: true, note };
}

/**
 * @param {string} detail
 * @returns {StepResult}
 */
export function failed(detail) {
  return { ok: false, detail };
}
