/** What a client asks of a token endpoint, and what it gets from ours over HTTP. */
import { writeRequest } from '../load/plan.ts';
import type { Authority } from './authority.ts';
import { type ClientName, clientSecrets, ordersApi, writeBasic } from './config.ts';

/** A program asks for an access token of its own. */
export const clientCredentialsRequest: string = writeRequest(
  'POST',
  '/token',
  {
    authorization: writeBasic('service', clientSecrets.service),
    'content-type': 'application/x-www-form-urlencoded',
  },
  `grant_type=client_credentials&scope=orders%3Aread&resource=${encodeURIComponent(ordersApi)}`,
);

/** Path and authorization of the application that refreshes. */
export const refreshHead = `/token ${writeBasic('app', clientSecrets.app)}`;

/** Access tokens of a program, each another one. */
export async function fetchAccessTokens(
  authority: Pick<Authority, 'issuer'>,
  count: number,
): Promise<readonly string[]> {
  const tokens: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const form = { grant_type: 'client_credentials', resource: ordersApi };
    tokens.push(readText(await postForm(authority, 'service', form), 'access_token'));
  }
  return tokens;
}

/** @returns The JSON answer of the token endpoint. @throws Error when it is no success. */
export async function postForm(
  { issuer }: Pick<Authority, 'issuer'>,
  client: ClientName,
  form: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: writeBasic(client, clientSecrets[client]) },
    body: new URLSearchParams(form),
  });
  return readAnswer(response);
}

export async function readAnswer(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  if (!response.ok) {
    throw new Error(
      `${new URL(response.url).pathname} answered ${response.status} ${String(body['error_description'])}`,
    );
  }
  return body;
}

/** @throws Error when the answer has no such text. */
export function readText(answer: Readonly<Record<string, unknown>>, name: string): string {
  const value = answer[name];
  if (typeof value !== 'string') throw new Error(`The answer has no ${name}.`);
  return value;
}
