/**
 * The browser proxy of the demo: it serves the page in `public/`, keeps its tokens, and passes three paths on. The variables
 * that move the authority and the demo API move it along; DEMO_WEB_ORIGIN (default http://localhost:4001) moves the page.
 */
import { join, resolve } from 'node:path';
import { defineBffConfig } from '@latchkey/bff-app/config';

const { env } = process;
const issuer = env['LATCHKEY_ISSUER'] ?? 'http://localhost:4000';
const ordersApi = env['DEMO_API_URL'] ?? `http://localhost:${env['DEMO_API_PORT'] ?? '4002'}`;
const dataDirectory = resolve(env['LATCHKEY_DATA_DIRECTORY'] ?? 'data');

export default defineBffConfig({
  origin: env['DEMO_WEB_ORIGIN'] ?? 'http://localhost:4001',
  listen: { portSetting: 'the port in DEMO_WEB_ORIGIN (default http://localhost:4001)' },
  issuer,
  clientId: 'demo-web',
  // The authority makes it at its first start.
  clientSecret: { file: join(dataDirectory, 'secrets', 'clients', 'demo-web') },
  dataDirectory,
  app: { directory: 'public' },
  apis: [
    { path: '/api/orders', target: `${ordersApi}/orders`, scopes: ['orders:read', 'orders:write'] },
    { path: '/api/events', target: `${ordersApi}/events`, scopes: ['orders:read'], methods: ['GET'] },
    // The authority's own API: where one is signed in, and how to end that.
    { path: '/api/sessions', target: `${issuer}/account/sessions`, scopes: ['account'], methods: ['GET', 'DELETE'] },
  ],
});
