import { attachUpgrade, createNodeListener } from '../../../src/node.ts';
import type { BffSettings } from '../../../src/options.ts';
import { listenHttp, type TestListener, type TestServer } from './servers.ts';
import { openTestProxy, type TestApi, type TestProxy } from './test-proxy.ts';

/** A proxy behind a real server, with a person signed in. */
export interface Proxied extends TestProxy {
  readonly port: number;
  readonly cookie: string;
  close(): Promise<void>;
}

/** @param api - where it is, and what else of its declaration matters; browsers find it at `/api`. */
export async function openProxied(api: Omit<TestApi, 'path'>, settings: Partial<BffSettings> = {}): Promise<Proxied> {
  const test = openTestProxy([{ path: '/api', ...api }], settings);
  const front: TestServer = await listenHttp(createNodeListener(test.bff));
  attachUpgrade(front.server, test.bff);
  return {
    ...test,
    ...{ port: front.port, cookie: test.signIn().cookie },
    async close() {
      test.bff.close();
      await front.close();
    },
  };
}

/** An API and the proxy before it. */
export interface Pair {
  readonly proxied: Proxied;
  readonly api: TestServer;
  close(): Promise<void>;
}

export async function openPair(listener: TestListener, settings: Partial<BffSettings> = {}): Promise<Pair> {
  const api = await listenHttp(listener);
  const proxied = await openProxied({ target: api.url }, settings);
  return {
    ...{ proxied, api },
    async close() {
      await proxied.close();
      await api.close();
    },
  };
}
