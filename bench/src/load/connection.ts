import { once } from 'node:events';
import { connect } from 'node:net';
import { createResponseReader, type LoadResponse } from './response-reader.ts';

/** A keep-alive connection with one request at a time. */
export interface Connection {
  /** Send a whole request; `onResponse` is called once. */
  send(request: string, onResponse: (response: LoadResponse) => void): void;
  close(): void;
}

/** @param onFailure - told when the connection breaks or the peer says something that cannot be read. */
export async function openConnection(port: number, onFailure: (error: Error) => void): Promise<Connection> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  const readResponse = createResponseReader();
  let waiting: ((response: LoadResponse) => void) | undefined;
  let isClosed = false;
  socket.on('data', (data: Buffer) => {
    try {
      const response = readResponse(data);
      if (response === undefined) return;
      const deliver = waiting;
      waiting = undefined;
      deliver?.(response);
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  });
  socket.on('error', onFailure);
  socket.on('close', () => {
    if (!isClosed) onFailure(new Error('The server closed the connection.'));
  });
  return {
    send(request, onResponse) {
      waiting = onResponse;
      socket.write(request, 'latin1');
    },
    close() {
      isClosed = true;
      socket.destroy();
    },
  };
}
