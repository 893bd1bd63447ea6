import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** A status line and headers for a socket that no server writes to any more. */
export function formatHead(status: number, headers: Iterable<readonly [string, string]>): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
}

/** Answer on a bare socket, and close it. */
export async function writeRawAnswer(socket: Duplex, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  if (socket.destroyed) return;
  const headers = new Headers(response.headers);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('content-length', String(body.byteLength));
  headers.set('connection', 'close');
  socket.write(formatHead(response.status, headers), 'latin1');
  endGently(socket, body);
}

/** Nobody who does not read may keep a finished connection for longer. */
const lingerMs = 5000;

/** Send what is left, then close, whatever the other side does. */
export function endGently(socket: Duplex, last?: Uint8Array): void {
  if (socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.on('close', () => clearTimeout(timer));
  const destroy = () => void socket.destroy();
  if (last === undefined) socket.end(destroy);
  else socket.end(last, destroy);
}
