/**
 * oauth4webapi 3, unmodified: each request and each judgement of the response by itself, and the RFC 9068 validation
 * that a resource server does, against the authority as `npm start` runs it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RunningAuthority, readClientSecret, startAuthority } from '@latchkey/testing/authority-process';
import { recordSecret } from '@latchkey/testing/run';
import { type SignedUpPerson, signUp } from '@latchkey/testing/sign-up';
import * as oauth from 'oauth4webapi';
import { signIn } from './sign-in.ts';

const api = 'http://localhost:4002';
const callback = 'http://localhost:4001/callback';
const insecure = { [oauth.allowInsecureRequests]: true };

describe('oauth4webapi 3', () => {
  let authority: RunningAuthority;
  let server: oauth.AuthorizationServer;
  let person: SignedUpPerson;
  let webAuth: oauth.ClientAuth;
  let serviceAuth: oauth.ClientAuth;
  const web: oauth.Client = { client_id: 'demo-web' };
  const service: oauth.Client = { client_id: 'demo-service' };

  before(async () => {
    authority = await startAuthority();
    person = await signUp(authority.issuer);
    const issuer = new URL(authority.issuer);
    server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    webAuth = oauth.ClientSecretBasic(readClientSecret(authority.dataDirectory, 'demo-web'));
    serviceAuth = oauth.ClientSecretBasic(readClientSecret(authority.dataDirectory, 'demo-service'));
  });
  after(() => authority.stop());

  /** What an API of this audience makes of a bearer token, by RFC 9068. */
  function validate(token: string, audience: string): ReturnType<typeof oauth.validateJwtAccessToken> {
    const request = new Request(`${api}/orders`, { headers: { authorization: `Bearer ${token}` } });
    return oauth.validateJwtAccessToken(server, request, audience, insecure);
  }

  it('finds the same metadata by RFC 8414 and by OpenID Connect Discovery', async () => {
    const issuer = new URL(authority.issuer);
    const response = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
    assert.deepEqual(await oauth.processDiscoveryResponse(issuer, response), server);
    assert.equal(server.authorization_response_iss_parameter_supported, true);
    assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
  });

  it('T1 V2 takes a person from code to an access token that any RFC 9068 verifier accepts, and no other audience', async () => {
    const verifier = oauth.generateRandomCodeVerifier();
    const nonce = oauth.generateRandomNonce();
    const state = oauth.generateRandomState();
    assert.ok(server.authorization_endpoint);
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({
      client_id: 'demo-web',
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid orders:read offline_access',
      resource: api,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      nonce,
      state,
    }).toString();
    const { callbackUrl } = await signIn(url, person);
    const parameters = oauth.validateAuthResponse(server, web, callbackUrl, state);
    const tokens = await oauth.processAuthorizationCodeResponse(
      server,
      web,
      await oauth.authorizationCodeGrantRequest(server, web, webAuth, parameters, callback, verifier, insecure),
      { expectedNonce: nonce, requireIdToken: true },
    );
    assert.ok(tokens.refresh_token);
    recordSecret(tokens.access_token);
    recordSecret(tokens.refresh_token);

    const claims = await validate(tokens.access_token, api);
    assert.equal(claims.client_id, 'demo-web');
    assert.ok(claims.scope?.split(' ').includes('orders:read'));
    assert.ok(claims.jti && claims.exp - claims.iat <= 300);
    await assert.rejects(validate(tokens.access_token, 'https://another.example'));

    const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub;
    assert.ok(subject);
    const userinfo = await oauth.processUserInfoResponse(
      server,
      web,
      subject,
      await oauth.userInfoRequest(server, web, tokens.access_token, insecure),
    );
    assert.equal(userinfo.sub, subject);

    const refreshed = await oauth.processRefreshTokenResponse(
      server,
      web,
      await oauth.refreshTokenGrantRequest(server, web, webAuth, tokens.refresh_token, insecure),
    );
    assert.ok(refreshed.refresh_token);
    recordSecret(refreshed.access_token);
    recordSecret(refreshed.refresh_token);
    assert.equal((await validate(refreshed.access_token, api)).sub, subject);

    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, web, webAuth, refreshed.refresh_token, insecure),
    );
    const introspected = await oauth.processIntrospectionResponse(
      server,
      service,
      await oauth.introspectionRequest(server, service, serviceAuth, refreshed.access_token, insecure),
    );
    assert.deepEqual(introspected, { active: false });
  });

  it('T1 gives a program an RFC 9068 token whose subject is the program', async () => {
    const tokens = await oauth.processClientCredentialsResponse(
      server,
      service,
      await oauth.clientCredentialsGrantRequest(server, service, serviceAuth, { scope: 'orders:read' }, insecure),
    );
    recordSecret(tokens.access_token);
    const claims = await validate(tokens.access_token, api);
    assert.equal(claims.sub, 'demo-service');
    assert.equal(claims.scope, 'orders:read');
  });
});
