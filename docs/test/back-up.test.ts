import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { startAuthority } from '@latchkey/testing/authority-process';
import { createDataDirectory, recordSecret } from '@latchkey/testing/run';
import { readBlocks } from './reader.ts';

const page = 'docs/guides/back-up.md';
const run = promisify(execFile);

const client = {
  clientId: 'app',
  type: 'public',
  firstParty: true,
  scopes: ['openid', 'account'],
  authorizationChallenge: true,
  createsAccounts: true,
} as const;

interface Person {
  readonly username: string;
  readonly password: string;
}

function makePerson(): Person {
  const password = recordSecret(randomBytes(12).toString('base64url'));
  return { username: `person-${randomBytes(4).toString('hex')}`, password };
}

/** @returns What was answered, or undefined when it was no success. */
async function post(url: string, body: URLSearchParams | object): Promise<Record<string, string> | undefined> {
  const isForm = body instanceof URLSearchParams;
  const response = await fetch(url, {
    method: 'POST',
    ...(isForm ? { body } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer = (await response.json().catch(() => ({}))) as Record<string, string>;
  for (const [name, value] of Object.entries(answer)) if (/token|code|device/.test(name)) recordSecret(value);
  return response.ok ? answer : undefined;
}

/** @returns The refresh token; undefined when the person is not let in. */
async function signIn(issuer: string, person: Person): Promise<string | undefined> {
  const verifier = recordSecret(randomBytes(32).toString('base64url'));
  const answer = await post(`${issuer}/authorize/challenge`, {
    client_id: 'app',
    ...person,
    scope: 'openid account',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  if (answer === undefined) return undefined;
  const code = { code: answer['authorization_code'] ?? '', code_verifier: verifier };
  const fields = new URLSearchParams({ grant_type: 'authorization_code', client_id: 'app', ...code });
  return (await post(`${issuer}/token`, fields))?.['refresh_token'];
}

async function refresh(issuer: string, token: string): Promise<string | undefined> {
  const fields = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'app', refresh_token: token });
  return (await post(`${issuer}/token`, fields))?.['refresh_token'];
}

/** Whether anything in the folder is for others too. */
function listOpenToOthers(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return [folder, ...paths].filter((path) => (statSync(path).mode & 0o077) !== 0);
}

it('back-up.md: the copy of a running authority is whole, and what is put back goes on from there', async (test) => {
  const [program = '', copy = '', putBack = ''] = readBlocks(page).map(({ code }) => code);
  const folder = createDataDirectory('back-up');
  const dataDirectory = join(folder, 'data');
  const config = { signUp: 'open', clients: [client] } as const;
  const before = await startAuthority({ config, dataDirectory });
  test.after(() => before.kill());
  const { issuer, port } = before;
  const [ada, bob] = [makePerson(), makePerson()];
  await post(`${issuer}/users`, { client_id: 'app', ...ada });
  let newest = await signIn(issuer, ada);
  assert.ok(newest !== undefined);
  for (let times = 0; times < 20; times += 1) newest = (await refresh(issuer, newest)) ?? '';
  const ofTheCopy = newest;

  writeFileSync(join(folder, 'back-up.mjs'), program);
  const { stdout } = await run('bash', ['-ec', copy.replace('npx node', process.execPath)], { cwd: folder });
  assert.equal(stdout, '');
  assert.deepEqual(listOpenToOthers(join(folder, 'data-of-today')), []);
  await assert.rejects(run('bash', ['-ec', copy.replace('npx node', process.execPath)], { cwd: folder }), /EEXIST/);

  const sinceTheCopy = await refresh(issuer, ofTheCopy);
  assert.ok(sinceTheCopy !== undefined);
  await post(`${issuer}/users`, { client_id: 'app', ...bob });
  assert.ok((await signIn(issuer, bob)) !== undefined);
  assert.equal(await before.stop(), 0);

  await run('bash', ['-ec', putBack], { cwd: folder });
  const after = await startAuthority({ config, dataDirectory, port });
  test.after(() => after.kill());
  assert.equal(await refresh(issuer, sinceTheCopy), undefined, 'a token from the future is refused');
  assert.ok((await refresh(issuer, ofTheCopy)) !== undefined, 'it was not taken for theft');
  assert.ok((await signIn(issuer, ada)) !== undefined);
  assert.equal(await signIn(issuer, bob), undefined, 'who came since is not known');
  assert.equal(await after.stop(), 0);
  assert.match(after.output(), /refresh_token\.from_the_future/);
});
