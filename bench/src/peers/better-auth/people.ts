import { randomBytes } from 'node:crypto';
import { writeRequest } from '../../load/plan.ts';

export interface BetterAuthPerson {
  readonly email: string;
  readonly password: string;
}

/** Create accounts. @throws Error when one is not created. */
export async function createBetterAuthPeople(port: number, count: number): Promise<readonly BetterAuthPerson[]> {
  const people: BetterAuthPerson[] = [];
  for (let index = 0; index < count; index += 1) {
    const person = { email: `person-${index}@example.com`, password: randomBytes(12).toString('base64url') };
    await signUp(port, person);
    people.push(person);
  }
  return people;
}

/** A session cookie. */
export async function signUp(port: number, person: BetterAuthPerson): Promise<string> {
  const response = await fetch(`http://localhost:${port}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://localhost' },
    body: JSON.stringify({ ...person, name: 'A Person' }),
  });
  if (!response.ok) throw new Error(`better-auth answered ${response.status}: ${await response.text()}`);
  await response.body?.cancel();
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

export function writeBetterAuthSignIn(person: BetterAuthPerson): string {
  const headers = { 'content-type': 'application/json', origin: 'http://localhost' };
  return writeRequest('POST', '/api/auth/sign-in/email', headers, JSON.stringify(person));
}

/** What its clients ask in place of a token: whose session this is. */
export function writeSessionRequest(cookie: string): string {
  return writeRequest('GET', '/api/auth/get-session', { cookie });
}
