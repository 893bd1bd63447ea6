/** The demo API as a process. `npm start` runs it beside the authority. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createGuard } from '@latchkey/guard/hono';
import { createOrdersApi } from './orders-api.ts';
import { readSettings } from './settings.ts';
import { waitForAuthority } from './wait-for-authority.ts';

const settings = readSettings(process.env);
const guard = createGuard({
  issuer: settings.issuer,
  audience: settings.audience,
  credentials: { clientId: settings.clientId, clientSecret: await waitForAuthority(settings) },
});
const listener = getRequestListener(createOrdersApi(guard).fetch);
const server = createServer((request, response) => void listener(request, response));

server.on('error', (error: NodeJS.ErrnoException) => {
  const isTaken = error.code === 'EADDRINUSE';
  const remedy = isTaken
    ? 'Stop the program that uses it (another npm start?), or set DEMO_API_PORT to a free port.'
    : 'Set DEMO_API_PORT to another port.';
  const what = isTaken ? 'is in use already' : `cannot be listened on (${error.code ?? error.name})`;
  process.stderr.write(`127.0.0.1:${settings.port}, of the demo API, ${what}. ${remedy}\n`);
  process.exit(75);
});
server.listen(settings.port, '127.0.0.1');
await once(server, 'listening');

const stop = (): void => {
  guard.close();
  server.close(() => process.exit(0));
  server.closeAllConnections();
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

// Who reads what is printed may go away, as in `npm start | head`; the API serves on.
process.stdout.on('error', () => {});
await guard.ready();
const address = server.address();
const url = `http://localhost:${typeof address === 'object' && address !== null ? address.port : settings.port}`;
process.stdout.write(
  process.stdout.isTTY
    ? `The demo API is ready: ${url}/orders\n`
    : `${JSON.stringify({ level: 'info', time: new Date().toISOString(), url, msg: 'demo API ready' })}\n`,
);
