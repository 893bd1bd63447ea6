/**
 * Headers from Node's list, which has names at even places and values behind them. Node's own object would drop some that
 * repeat.
 *
 * @throws TypeError for a header that HTTP does not allow.
 */
export function readRawHeaders(rawHeaders: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  return headers;
}
