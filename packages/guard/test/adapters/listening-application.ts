import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestApplication } from './behaviour.ts';

/** What the behaviour suite needs of a server that listens already. */
export function createTestApplication(server: Server): TestApplication {
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
