import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChallengeRequest, createChallenge } from '../../src/authority/challenge.ts';
import { madeUpIssuer, openTestConnection } from '../kit/test-connection.ts';

const endpoint = `${madeUpIssuer}/challenge`;

const request: ChallengeRequest = {
  username: 'ada',
  password: 'not a real one',
  remember: false,
  device: undefined,
  userAgent: undefined,
  clientAddress: undefined,
  parameters: { scope: 'openid', nonce: 'n' },
  resources: [],
};

function open(answer: () => Response, members: object = { authorization_challenge_endpoint: endpoint }) {
  const sent: { headers: Headers; body: unknown; redirect: unknown }[] = [];
  const { connection, lines } = openTestConnection(async (input, init) => {
    if (String(input) !== endpoint) return Response.json({ issuer: madeUpIssuer, ...members });
    sent.push({ headers: new Headers(init?.headers), body: JSON.parse(String(init?.body)), redirect: init?.redirect });
    return answer();
  });
  return { challenge: createChallenge(connection), sent, lines };
}

describe('a sign-in by the form of the application', () => {
  it('is sent as JSON from server to server, with what is known of the browser', async () => {
    const { challenge, sent } = open(() => Response.json({ authorization_code: 'c', device: 'd' }));
    const full = { device: 'before', userAgent: 'Browser/1', clientAddress: '192.0.2.1', remember: true };
    assert.deepEqual(await challenge({ ...request, ...full, resources: ['https://a.example'] }), {
      status: 'code',
      code: 'c',
      device: 'd',
    });
    const [{ headers, body, redirect } = { headers: new Headers(), body: 0, redirect: 0 }] = sent;
    assert.equal(redirect, 'manual');
    assert.equal(headers.get('content-type'), 'application/json');
    assert.equal(headers.get('authorization'), `Basic ${btoa('app:x+y')}`);
    assert.equal(headers.get('user-agent'), 'Browser/1');
    assert.equal(headers.get('x-forwarded-for'), '192.0.2.1');
    assert.deepEqual(body, {
      ...{ scope: 'openid', nonce: 'n', client_id: 'app', username: 'ada', password: 'not a real one' },
      ...{ device: 'before', remember: 'true', resource: ['https://a.example'] },
    });
  });

  it('claims no address, device or resource that is not known', async () => {
    const { challenge, sent } = open(() => Response.json({ authorization_code: 'c' }));
    assert.deepEqual(await challenge(request), { status: 'code', code: 'c', device: undefined });
    assert.equal(sent[0]?.headers.has('x-forwarded-for'), false);
    assert.deepEqual(Object.keys(sent[0]?.body as object).sort(), [
      'client_id',
      'nonce',
      'password',
      'scope',
      'username',
    ]);
  });

  const answers: readonly (readonly [string, number, object, Record<string, string>, object])[] = [
    ['a wrong password', 403, { error: 'access_denied' }, {}, { status: 'refused' }],
    ['a sign-in that needs a page', 400, { error: 'redirect_to_web' }, {}, { status: 'elsewhere' }],
    ['a second factor', 403, { error: 'insufficient_authorization' }, {}, { status: 'elsewhere' }],
    ['too many', 429, { error: 'x' }, { 'retry-after': '60' }, { status: 'limited', retryAfterSeconds: 60 }],
    ['a busy server', 503, {}, { 'retry-after': '2' }, { status: 'unavailable', retryAfterSeconds: 2 }],
    [
      'a client it does not take',
      401,
      { error: 'invalid_client' },
      {},
      { status: 'unavailable', retryAfterSeconds: undefined },
    ],
    [
      'a code in a failure',
      500,
      { authorization_code: 'c' },
      {},
      { status: 'unavailable', retryAfterSeconds: undefined },
    ],
    ['a success without a code', 200, {}, {}, { status: 'unavailable', retryAfterSeconds: undefined }],
    [
      'a redirect',
      307,
      {},
      { location: 'https://evil.example' },
      { status: 'unavailable', retryAfterSeconds: undefined },
    ],
  ];
  for (const [what, status, body, headers, expected] of answers) {
    it(`tells ${what}`, async () => {
      const { challenge, lines } = open(() => Response.json(body, { status, headers }));
      assert.deepEqual(await challenge(request), expected);
      assert.ok(!JSON.stringify(lines).includes('not a real one'));
    });
  }

  it('needs an authority that has such an endpoint', async () => {
    const { challenge, lines } = open(() => new Response(), {});
    assert.equal((await challenge(request)).status, 'unavailable');
    assert.equal(lines[0]?.fields['reason'], 'NoChallengeEndpointError');
  });
});
