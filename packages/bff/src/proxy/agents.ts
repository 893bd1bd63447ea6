import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** Connections to APIs that are kept between requests. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Close those that are open, used or not. */
  close(): void;
}

/** Shorter than the five seconds after which Node's own servers hang up, so that few requests meet a closing connection. */
const idleMs = 4000;

export function createAgents(): Agents {
  const options = { keepAlive: true, timeout: idleMs, scheduling: 'lifo' } as const;
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  return {
    http,
    https,
    close() {
      http.destroy();
      https.destroy();
    },
  };
}
