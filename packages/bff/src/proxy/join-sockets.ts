import type { Duplex } from 'node:stream';
import { endGently } from './raw-answer.ts';

/**
 * Let two sockets talk, each at the other's pace. When one ends the other ends, once it has what was on its way; when one
 * breaks the other breaks.
 *
 * @param onDone - called once, when both are closed.
 */
export function joinSockets(one: Duplex, other: Duplex, onDone: () => void): void {
  one.pipe(other);
  other.pipe(one);
  let open = 2;
  for (const [socket, peer] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => peer.destroy());
    socket.on('close', () => {
      endGently(peer);
      open -= 1;
      if (open === 0) onDone();
    });
  }
}
