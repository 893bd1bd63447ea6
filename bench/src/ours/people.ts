/** People of our authority, made and signed in over HTTP as their application would. */
import { createHash, randomBytes } from 'node:crypto';
import type { Authority } from './authority.ts';
import { clientSecrets, ordersApi, writeBasic } from './config.ts';
import { postForm, readAnswer, readText } from './tokens.ts';

export interface Person {
  readonly username: string;
  readonly password: string;
}

const redirectUri = 'https://app.example.com/callback';
const scope = 'offline_access orders:read';

/** Create accounts; each comes from an address of its own, since one may not create many. */
export async function createPeople(authority: Authority, count: number): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const person = {
      username: `person-${randomBytes(6).toString('hex')}`,
      password: randomBytes(12).toString('base64url'),
    };
    const details = { ...person, email: `${person.username}@example.com`, name: 'A Person' };
    const response = await fetch(`${authority.issuer}/users`, {
      method: 'POST',
      headers: createJsonHeaders(index),
      body: JSON.stringify(details),
    });
    await readAnswer(response);
    people.push(person);
  }
  return people;
}

/** A whole sign-in request: headers and body for `POST /authorize/challenge`. */
export function writeSignIn(
  person: Person,
  from: number,
): { readonly headers: Record<string, string>; readonly body: string } {
  return { headers: createJsonHeaders(from), body: JSON.stringify(createChallenge(person, codeVerifier)) };
}

/** Sign one person in again and again: a refresh token, and a grant of its own, each time. */
export async function fetchRefreshTokens(authority: Authority, count: number): Promise<readonly string[]> {
  const [person] = await createPeople(authority, 1);
  if (person === undefined) throw new Error('There is nobody to sign in.');
  const tokens: string[] = [];
  for (let index = 0; index < count; index += 1) tokens.push(await fetchRefreshToken(authority, person, index));
  return tokens;
}

/** Sign a person in and redeem the code for a refresh token. */
async function fetchRefreshToken(authority: Authority, person: Person, from: number): Promise<string> {
  const { headers, body } = writeSignIn(person, from);
  const response = await fetch(`${authority.issuer}/authorize/challenge`, { method: 'POST', headers, body });
  const code = readText(await readAnswer(response), 'authorization_code');
  const tokens = await postForm(authority, 'app', {
    grant_type: 'authorization_code',
    code,
    code_verifier: codeVerifier,
  });
  return readText(tokens, 'refresh_token');
}

const codeVerifier = randomBytes(32).toString('base64url');

function createChallenge({ username, password }: Person, verifier: string): object {
  return {
    username,
    password,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    resource: ordersApi,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
}

/** @param from - which of 60,000 addresses it comes from. */
function createJsonHeaders(from: number): Record<string, string> {
  return {
    authorization: writeBasic('app', clientSecrets.app),
    'content-type': 'application/json',
    'x-forwarded-for': `10.${(from >> 16) & 255}.${(from >> 8) & 255}.${from & 255}`,
  };
}
