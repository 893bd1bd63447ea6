import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import {
  findFreePort,
  type RunningAuthority,
  type StartAuthorityOptions,
  startAuthority,
} from '@latchkey/testing/authority-process';
import { type LogoutReceiver, openLogoutReceiver, verifyLogoutToken } from '@latchkey/testing/logout-receiver';
import { pollFor } from '@latchkey/testing/poll';
import { recordSecret } from '@latchkey/testing/run';

/** One application with its own forms, which is told at this address. */
function configure(backchannelLogoutUri: string): StartAuthorityOptions['config'] {
  return {
    signUp: 'open',
    clients: [
      {
        clientId: 'app',
        type: 'public',
        firstParty: true,
        scopes: ['openid', 'account'],
        authorizationChallenge: true,
        createsAccounts: true,
        backchannelLogoutUri,
      },
    ],
  };
}

/** Sign a new person up and in; answers the access token. */
async function signIn({ issuer }: RunningAuthority): Promise<string> {
  const person = {
    username: `person-${randomBytes(4).toString('hex')}`,
    password: recordSecret(randomBytes(12).toString('base64url')),
  };
  const verifier = recordSecret(randomBytes(32).toString('base64url'));
  const send = async (path: string, body: object): Promise<Record<string, string>> => {
    const response = await fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: 'app', ...body }),
    });
    assert.ok(response.ok, `${path} answered ${response.status}`);
    return (await response.json()) as Record<string, string>;
  };
  await send('/users', person);
  const answer = await send('/authorize/challenge', {
    ...person,
    scope: 'openid account',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  recordSecret(answer['device'] ?? '');
  const redeemed = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'app',
      code: recordSecret(answer['authorization_code'] ?? ''),
      code_verifier: verifier,
    }),
  });
  const tokens = (await redeemed.json()) as Record<string, string>;
  for (const name of ['access_token', 'refresh_token', 'id_token']) recordSecret(tokens[name] ?? '');
  return tokens['access_token'] ?? '';
}

async function endSession({ issuer }: RunningAuthority, accessToken: string): Promise<void> {
  const response = await fetch(`${issuer}/account/sessions/current`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${accessToken}` },
  });
  assert.equal(response.status, 204);
}

const waitForOutcome = (running: RunningAuthority, outcome: string): Promise<unknown> =>
  pollFor(`the notification that is ${outcome}`, () => running.output().includes(`"outcome":"${outcome}"`));

async function assertTold(receiver: LogoutReceiver, { issuer }: RunningAuthority): Promise<void> {
  const { claims } = await verifyLogoutToken(receiver.tokens[0], () => fetch(`${issuer}/jwks`));
  assert.deepEqual([claims['iss'], claims['aud']], [issuer, 'app']);
}

describe('back-channel logout of the authority as a process', { timeout: 480_000 }, () => {
  it('R1 tells the application, past any proxy, and logs no token', async (test) => {
    let asked = 0;
    const proxy = createServer((_request, response) => {
      asked += 1;
      response.writeHead(502).end();
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    test.after(() => void proxy.close());
    const address = proxy.address();
    assert.ok(typeof address === 'object' && address !== null);
    const proxyUrl = `http://127.0.0.1:${address.port}`;

    const receiver = await openLogoutReceiver();
    test.after(() => receiver.close());
    const running = await startAuthority({
      config: configure(receiver.uri),
      env: { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxyUrl, http_proxy: proxyUrl },
    });
    test.after(() => running.kill());
    await endSession(running, await signIn(running));
    await receiver.waitFor(1);
    await assertTold(receiver, running);
    await waitForOutcome(running, 'delivered');
    assert.equal(asked, 0);
    assert.equal(await running.stop(), 0);
    const [token = ''] = receiver.tokens;
    assert.ok(!running.output().includes(token) && !running.output().includes(token.split('.')[1] ?? token));
  });

  it('R1 tells the application after a crash what it could not tell before', async (test) => {
    const down = await openLogoutReceiver(await findFreePort());
    const { uri } = down;
    await down.close();
    const first = await startAuthority({ config: configure(uri) });
    test.after(() => first.kill());
    await endSession(first, await signIn(first));
    await waitForOutcome(first, 'failed');
    await first.kill();

    const receiver = await openLogoutReceiver(Number(new URL(uri).port));
    test.after(() => receiver.close());
    const { dataDirectory, port } = first;
    const second = await startAuthority({ config: configure(uri), dataDirectory, port });
    test.after(() => second.kill());
    await receiver.waitFor(1);
    await assertTold(receiver, second);
    await waitForOutcome(second, 'delivered');
    await second.stop();
  });

  it('finishes what it is telling an application when it is told to stop', async (test) => {
    const receiver = await openLogoutReceiver();
    test.after(() => receiver.close());
    let answer = (): void => undefined;
    receiver.answer((_request, response) => {
      answer = () => void response.end();
    });
    const running = await startAuthority({ config: configure(receiver.uri) });
    test.after(() => running.kill());
    await endSession(running, await signIn(running));
    await receiver.waitFor(1);
    const stopped = running.stop();
    await pollFor('the sign of stopping', () => running.output().includes('"msg":"stopping"'));
    answer();
    assert.equal(await stopped, 0);
    assert.match(running.output(), /"outcome":"delivered"/);
  });
});
