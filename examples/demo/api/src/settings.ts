import { join } from 'node:path';

export interface DemoApiSettings {
  readonly issuer: string;
  /** The API's name in tokens, as latchkey.config.ts declares it. */
  readonly audience: string;
  readonly port: number;
  readonly clientId: string;
  readonly secretFile: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that move the authority move the demo along; `DEMO_API_PORT` (default 4002) moves the demo itself. */
export function readSettings(env: Environment): DemoApiSettings {
  const clientId = 'demo-service';
  const text = env['DEMO_API_PORT'] ?? '4002';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new RangeError('DEMO_API_PORT must be a port from 0 to 65535.');
  return {
    issuer: env['LATCHKEY_ISSUER'] ?? 'http://localhost:4000',
    audience: 'http://localhost:4002',
    port,
    clientId,
    secretFile: join(env['LATCHKEY_DATA_DIRECTORY'] ?? 'data', 'secrets', 'clients', clientId),
  };
}
