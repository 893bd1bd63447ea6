/**
 * An answer that says nothing but what a test is about.
 *
 * @param {Partial<import('../public/api-call.js').Answer>} parts
 * @returns {import('../public/api-call.js').Answer}
 */
export function makeAnswer(parts) {
  return {
    method: 'GET',
    path: '/api/orders',
    status: 200,
    body: undefined,
    code: undefined,
    detail: undefined,
    challenge: undefined,
    retryAfterSeconds: undefined,
    tookMs: 3,
    ...parts,
  };
}
