import type { Server } from 'node:http';

/** Looks this often for connections that have become idle while stopping. */
const idleSweepMs = 25;

/**
 * Stop accepting, let requests in flight finish, close connections as they become idle, and after the grace cut off what
 * is left. Answers whether all finished in time.
 */
export async function stopGracefully(server: Server, graceSeconds: number): Promise<'finished' | 'cut_off'> {
  let outcome: 'finished' | 'cut_off' = 'finished';
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
  const grace = setTimeout(() => {
    outcome = 'cut_off';
    server.closeAllConnections();
  }, graceSeconds * 1000);
  try {
    server.closeIdleConnections();
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(grace);
  }
  return outcome;
}
