import type { Server } from 'node:net';

/** Where to listen, and what to tell a person to change when that is not to be had. */
export interface ListenAddress {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** How host and port are set, to be read after "Set …": `LATCHKEY_PORT (or listen.port)`. */
  readonly hostSetting: string;
  readonly portSetting: string;
}

/** The address cannot be had; the message says why and what to do, and may be shown as it is. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: 'address_in_use' | 'address_not_permitted' | 'address_unknown' | 'listen_failed';

  constructor(code: ListenError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Bind a server. A connection that cannot be taken on afterwards, because the network failed it or the machine has no
 * memory for it, ends neither server nor process.
 *
 * @param onLost - told of each such connection.
 * @throws ListenError
 */
export async function listenOn(
  server: Server,
  address: ListenAddress,
  onLost: (error: Error) => void = () => undefined,
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address.host, port: address.port }, () => {
        server.off('error', reject);
        // An error that nobody listens to would be thrown.
        server.on('error', onLost);
        resolve();
      });
    });
  } catch (error) {
    throw describeListenError(error, address);
  }
}

/** The port that a server got. 0: it listens on none. */
export function readPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Turn what `listen` reports into a sentence. */
function describeListenError(error: unknown, { host, port, hostSetting, portSetting }: ListenAddress): ListenError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `${host}:${port}`;
  const cause = { cause: error };
  if (code === 'EADDRINUSE') {
    const remedy = `Stop the program that uses it, or set ${portSetting} to a free port.`;
    return new ListenError('address_in_use', `${where} is in use already. ${remedy}`, cause);
  }
  if (code === 'EACCES') {
    const remedy = `Set ${portSetting} to 1024 or above, or grant the right to low ports.`;
    return new ListenError('address_not_permitted', `This user may not listen on ${where}. ${remedy}`, cause);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAFNOSUPPORT') {
    const remedy = `Set ${hostSetting} to one, such as 127.0.0.1 or 0.0.0.0.`;
    return new ListenError('address_unknown', `${host} is not an address of this machine. ${remedy}`, cause);
  }
  return new ListenError('listen_failed', `Listening on ${where} failed (${String(code)}).`, cause);
}
