/**
 * openid-client 6, unmodified, against the authority as `npm start` runs it: the same composition root and the same
 * latchkey.config.ts, on another port and data folder.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunningAuthority, readClientSecret, startAuthority } from '@latchkey/testing/authority-process';
import { recordSecret } from '@latchkey/testing/run';
import { type SignedUpPerson, signUp } from '@latchkey/testing/sign-up';
import * as client from 'openid-client';
import { signIn } from './sign-in.ts';

const callback = 'http://localhost:4001/callback';
const api = 'http://localhost:4002';
/** The overlap of latchkey.config.ts, and a second more: reuse is judged on the real clock here. */
const pastOverlapMs = 31_000;

async function rejectsWith(promise: Promise<unknown>, error: string, status = 400): Promise<void> {
  await assert.rejects(promise, (thrown: unknown) => {
    assert.ok(thrown instanceof client.ResponseBodyError, String(thrown));
    assert.equal(thrown.error, error);
    assert.equal(thrown.status, status);
    return true;
  });
}

describe('openid-client 6', { concurrency: true }, () => {
  let authority: RunningAuthority;
  let person: SignedUpPerson;
  let web: client.Configuration;
  let service: client.Configuration;
  let native: client.Configuration;

  before(async () => {
    authority = await startAuthority();
    person = await signUp(authority.issuer);
    web = await discover('demo-web', client.ClientSecretBasic(readSecret('demo-web')));
    service = await discover('demo-service', client.ClientSecretPost(readSecret('demo-service')));
    native = await discover('demo-native', client.None());
  });
  after(() => authority.stop());

  function discover(clientId: string, authentication: client.ClientAuth): Promise<client.Configuration> {
    const insecure = { execute: [client.allowInsecureRequests] };
    return client.discovery(new URL(authority.issuer), clientId, undefined, authentication, insecure);
  }

  function readSecret(clientId: string): string {
    return readClientSecret(authority.dataDirectory, clientId);
  }

  /** Code + PKCE through the real sign-in page, as an application does it. */
  async function signInThrough(
    configuration: client.Configuration,
    parameters: Record<string, string>,
  ): Promise<Awaited<ReturnType<typeof client.authorizationCodeGrant>>> {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: callback,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...parameters,
    });
    const { callbackUrl } = await signIn(url, person);
    const tokens = await client.authorizationCodeGrant(configuration, callbackUrl, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    recordSecret(tokens.access_token);
    if (tokens.refresh_token !== undefined) recordSecret(tokens.refresh_token);
    return tokens;
  }

  async function refresh(token: string): Promise<Awaited<ReturnType<typeof client.refreshTokenGrant>>> {
    const tokens = await client.refreshTokenGrant(web, token);
    recordSecret(tokens.access_token);
    if (tokens.refresh_token !== undefined) recordSecret(tokens.refresh_token);
    return tokens;
  }

  it('L1 T1 T11 signs a person in through the pages, validates the ID token and reads userinfo', async () => {
    const tokens = await signInThrough(web, { scope: 'openid profile email orders:read', resource: api });
    const claims = tokens.claims();
    assert.ok(claims);
    assert.equal(claims.iss, authority.issuer);
    assert.equal(claims.aud, 'demo-web');
    assert.deepEqual(claims['amr'], ['pwd']);
    const userinfo = await client.fetchUserInfo(web, tokens.access_token, claims.sub);
    assert.equal(userinfo.preferred_username, person.username);
    assert.equal(userinfo.email, person.email);
  });

  it('T4 rotates the refresh token, answers a repeat with the same successor, and T5 keeps the person the same', async () => {
    const first = await signInThrough(web, { scope: 'openid orders:read offline_access' });
    assert.ok(first.refresh_token);
    const second = await refresh(first.refresh_token);
    const repeated = await refresh(first.refresh_token);
    assert.ok(second.refresh_token);
    assert.notEqual(second.refresh_token, first.refresh_token);
    assert.equal(repeated.refresh_token, second.refresh_token);
    assert.equal(second.claims()?.sub, first.claims()?.sub);
    assert.equal(second.claims()?.auth_time, first.claims()?.auth_time);
  });

  it('T4 R2 ends the grant when a superseded refresh token comes back after the overlap, and no other grant', async () => {
    const stolen = await signInThrough(web, { scope: 'openid orders:read offline_access' });
    const bystander = await signInThrough(web, { scope: 'openid orders:read offline_access' });
    assert.ok(stolen.refresh_token && bystander.refresh_token);
    const current = await refresh(stolen.refresh_token);
    assert.ok(current.refresh_token);
    await wait(pastOverlapMs);
    await rejectsWith(client.refreshTokenGrant(web, stolen.refresh_token), 'invalid_grant');
    await rejectsWith(client.refreshTokenGrant(web, current.refresh_token), 'invalid_grant');
    assert.equal((await client.tokenIntrospection(service, current.access_token)).active, false);
    assert.ok((await refresh(bystander.refresh_token)).access_token);
  });

  it('R1 R2 revokes by RFC 7009, and introspection says so', async () => {
    const tokens = await signInThrough(web, { scope: 'openid orders:read offline_access' });
    assert.ok(tokens.refresh_token);
    const before = await client.tokenIntrospection(service, tokens.access_token);
    assert.equal(before.active, true);
    assert.equal(before.client_id, 'demo-web');
    await client.tokenRevocation(web, tokens.access_token);
    assert.deepEqual(await client.tokenIntrospection(service, tokens.access_token), { active: false });
    const renewed = await refresh(tokens.refresh_token);
    assert.ok(renewed.refresh_token);
    await client.tokenRevocation(web, renewed.refresh_token);
    await rejectsWith(client.refreshTokenGrant(web, renewed.refresh_token), 'invalid_grant');
    assert.deepEqual(await client.tokenIntrospection(service, renewed.access_token), { active: false });
  });

  it('T1 T2 gives a program a token of its own, and no more scope than it is registered for', async () => {
    const tokens = await client.clientCredentialsGrant(service, { scope: 'orders:read', resource: api });
    recordSecret(tokens.access_token);
    assert.equal(tokens.scope, 'orders:read');
    assert.equal(tokens.refresh_token, undefined);
    await rejectsWith(client.clientCredentialsGrant(service, { scope: 'openid' }), 'invalid_scope');
    await rejectsWith(
      client.clientCredentialsGrant(service, { resource: 'https://elsewhere.example' }),
      'invalid_target',
    );
  });

  it('signs in a native app on a loopback port of its choice (RFC 8252 §7.3)', async () => {
    const tokens = await signInThrough(native, {
      scope: 'openid orders:read',
      redirect_uri: 'http://127.0.0.1:51234/callback',
    });
    assert.equal(tokens.claims()?.aud, 'demo-native');
  });

  it('asks the person before a third-party application gets anything, and takes no for an answer', async () => {
    const thirdParty = await discover('demo-third-party', client.ClientSecretBasic(readSecret('demo-third-party')));
    const state = client.randomState();
    const url = client.buildAuthorizationUrl(thirdParty, {
      redirect_uri: 'http://localhost:4003/callback',
      scope: 'openid orders:read',
      code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
      state,
    });
    const { callbackUrl } = await signIn(url, person, { consent: 'deny' });
    assert.equal(callbackUrl.searchParams.get('error'), 'access_denied');
    assert.equal(callbackUrl.searchParams.get('state'), state);
    assert.equal(callbackUrl.searchParams.get('iss'), authority.issuer);
  });

  it('T11 single sign-on: the second application asks for no password; prompt=none works; R1 sign-out ends it all', async () => {
    const verifier = client.randomPKCECodeVerifier();
    const challenge = await client.calculatePKCECodeChallenge(verifier);
    const request = (parameters: Record<string, string>): URL =>
      client.buildAuthorizationUrl(web, {
        redirect_uri: callback,
        scope: 'openid orders:read offline_access',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...parameters,
      });
    const first = await signIn(request({ state: 'first' }), person);
    const tokens = await client.authorizationCodeGrant(web, first.callbackUrl, {
      pkceCodeVerifier: verifier,
      expectedState: 'first',
      idTokenExpected: true,
    });
    assert.ok(tokens.id_token && tokens.refresh_token);
    recordSecret(tokens.access_token);
    recordSecret(tokens.refresh_token);
    recordSecret(tokens.id_token);

    const silent = await first.browser.open(request({ state: 'silent', prompt: 'none' }));
    assert.ok(silent.location, 'no page, straight back to the application');
    assert.ok(new URL(silent.location).searchParams.has('code'));

    const logout = client.buildEndSessionUrl(web, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: 'http://localhost:4001/',
      state: 'bye',
    });
    const goodbye = await first.browser.open(logout);
    assert.equal(goodbye.location, 'http://localhost:4001/?state=bye');
    await rejectsWith(client.refreshTokenGrant(web, tokens.refresh_token), 'invalid_grant');
    const refused = await first.browser.open(request({ state: 'after', prompt: 'none' }));
    assert.ok(refused.location);
    assert.equal(new URL(refused.location).searchParams.get('error'), 'login_required');
  });

  it('says no where no is due: wrong secret, wrong verifier, a code used twice', async () => {
    const wrongSecret = recordSecret('not-the-secret-of-demo-web-but-as-long-as-one');
    const impostor = await discover('demo-web', client.ClientSecretBasic(wrongSecret));
    await assert.rejects(
      client.clientCredentialsGrant(impostor),
      (thrown: unknown) => thrown instanceof client.WWWAuthenticateChallengeError && thrown.status === 401,
    );

    const verifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(web, {
      redirect_uri: callback,
      scope: 'openid orders:read offline_access',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: 's',
    });
    const { callbackUrl } = await signIn(url, person);
    const checks = { expectedState: 's', idTokenExpected: true } as const;
    await rejectsWith(
      client.authorizationCodeGrant(web, callbackUrl, { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() }),
      'invalid_grant',
    );
    const tokens = await client.authorizationCodeGrant(web, callbackUrl, { ...checks, pkceCodeVerifier: verifier });
    assert.ok(tokens.refresh_token, 'a wrong verifier does not use the code up');
    recordSecret(tokens.access_token);
    recordSecret(tokens.refresh_token);
    await rejectsWith(
      client.authorizationCodeGrant(web, callbackUrl, { ...checks, pkceCodeVerifier: verifier }),
      'invalid_grant',
    );
    await rejectsWith(client.refreshTokenGrant(web, tokens.refresh_token), 'invalid_grant');
  });
});
