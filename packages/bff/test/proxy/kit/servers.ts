import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  type AddressInfo,
  createServer as createSocketServer,
  type Socket,
  type Server as SocketServer,
} from 'node:net';

/** A server on a free port of 127.0.0.1. */
export interface TestServer<Kind = Server> {
  readonly server: Kind;
  readonly port: number;
  readonly url: URL;
  close(): Promise<void>;
}

/** What answers; may take its time. */
export type TestListener = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export async function listenHttp(listener: TestListener): Promise<TestServer> {
  const server = createServer((request, response) => void listener(request, response));
  // The server itself forgets a socket that was upgraded.
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server);
  return {
    ...describe(server),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server that sees and says bytes, for what no HTTP library would. */
export async function listenSocket(onConnection: (socket: Socket) => void): Promise<TestServer<SocketServer>> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  await listen(server);
  return {
    ...describe(server),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: SocketServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function describe<Kind extends SocketServer>(server: Kind) {
  const { port } = server.address() as AddressInfo;
  return { server, port, url: new URL(`http://127.0.0.1:${port}`) };
}

/** Polls; the test's own time limit is the deadline. */
export async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
