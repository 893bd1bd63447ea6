import type { AuthorityConfig } from '../../src/config/config.ts';
import { createDispatcher, type Dispatch } from '../../src/http/dispatch.ts';
import type { Endpoint } from '../../src/http/exchange.ts';
import { createFetch } from '../../src/http/fetch-edge.ts';
import { answerJson, answerWith, type HttpAnswer } from '../../src/http/message.ts';
import type { LogFields } from '../../src/log.ts';
import { createClient, createSampleConfig } from '../sample-config.ts';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

/** A dispatcher over the given endpoints that remembers what it logged. */
export function openDispatcher(
  endpoints: readonly Endpoint[],
  overrides: Partial<AuthorityConfig> = {},
): {
  readonly dispatch: Dispatch;
  readonly lines: LogLine[];
  send(path: string, init?: RequestInit): Promise<Response>;
} {
  const lines: LogLine[] = [];
  const write =
    (level: string) =>
    (fields: LogFields, message: string): void => {
      lines.push({ level, message, fields });
    };
  const dispatch = createDispatcher({
    endpoints,
    config: createSampleConfig({
      clients: [createClient('spa', { type: 'public', allowedOrigins: ['https://spa.example.com'] })],
      ...overrides,
    }),
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    renderErrorPage: ({ status, title, message, requestId }) =>
      answerWith(`page: ${title}: ${message}: ${requestId}`, { 'content-type': 'text/html' }, { status }),
  });
  const fetch = createFetch(dispatch);
  return {
    dispatch,
    lines,
    send: (path, init) => fetch(new Request(`https://anything.invalid${path}`, init), { remoteAddress: '192.0.2.1' }),
  };
}

/** An endpoint that answers what it was given. */
export function get(path: string, more: Partial<Extract<Endpoint, { method: 'GET' | 'DELETE' }>> = {}): Endpoint {
  const handle = async (): Promise<HttpAnswer> => answerWith('here', {});
  return { path, method: 'GET', cors: 'none', answers: 'json', handle, ...more };
}

export function postForm(path: string, more: Partial<Extract<Endpoint, { body: 'form' }>> = {}): Endpoint {
  return {
    path,
    method: 'POST',
    body: 'form',
    cors: 'none',
    answers: 'json',
    handle: async ({ form }) => answerJson([...form]),
    ...more,
  };
}

export function postJson(path: string, more: Partial<Extract<Endpoint, { body: 'json' }>> = {}): Endpoint {
  return {
    path,
    method: 'POST',
    body: 'json',
    cors: 'none',
    answers: 'json',
    handle: async ({ json }) => answerJson(json),
    ...more,
  };
}

export const formType = { 'Content-Type': 'application/x-www-form-urlencoded' };
export const jsonType = { 'Content-Type': 'application/json' };
