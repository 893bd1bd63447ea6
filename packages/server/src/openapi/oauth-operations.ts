import {
  answerJson,
  busy,
  byBearer,
  byClient,
  byNobody,
  type Operation,
  type OperationKey,
  refuse,
  takeForm,
} from './operation.ts';

const authorizationParameters = [
  ['response_type', 'Always `code`.', true],
  ['client_id', 'The application.', true],
  ['redirect_uri', 'Registered for it, character by character.', true],
  ['code_challenge', 'PKCE, RFC 7636: required of every client.', true],
  ['code_challenge_method', 'Always `S256`.', true],
  ['scope', 'Scopes, separated by spaces. `openid` asks for an ID token.', false],
  ['resource', 'RFC 8707: an API the token is for. May be repeated.', false],
  ['state', 'Given back as it is.', false],
  ['nonce', 'Put into the ID token.', false],
  ['prompt', '`none`, `login`, `consent` or `select_account`.', false],
  ['max_age', 'Seconds since the sign-in at most.', false],
  ['login_hint', 'Who should sign in.', false],
] as const;

const logoutParameters = [
  ['client_id', 'The application that asks.'],
  ['id_token_hint', 'An ID token of the session to end.'],
  ['logout_hint', 'The `sid` of the session to end.'],
  ['post_logout_redirect_uri', 'Where to go afterwards; registered for the application.'],
  ['state', 'Given back as it is.'],
] as const;

const page = { description: 'A page for a person.', content: { 'text/html': { schema: { type: 'string' } } } };
const goOn = {
  description: 'On to the application, or to sign in first.',
  headers: { Location: { schema: { type: 'string', format: 'uri-reference' } } },
};
const unauthenticated = refuse('The client did not prove who it is.');
const notLive = refuse('No live access token was sent. The challenge is in WWW-Authenticate (RFC 6750).');
const lacksScope = refuse('The access token lacks a scope.');

const metadata: Omit<Operation, 'operationId'> = {
  summary: 'What this authority can do',
  tags: ['Metadata'],
  security: byNobody,
  responses: {
    200: answerJson('RFC 8414 and OpenID Connect Discovery §3.', 'Metadata'),
    304: { description: 'As before.' },
  },
};

function describeQuery(name: string, description: string, required: boolean): object {
  return { name, in: 'query', description, required, schema: { type: 'string' } };
}

/** The endpoints of the OAuth and OpenID Connect protocols. */
export const oauthOperations: Readonly<Record<OperationKey, Operation>> = {
  'GET /.well-known/openid-configuration': { ...metadata, operationId: 'getOpenidConfiguration' },
  'GET /.well-known/oauth-authorization-server': { ...metadata, operationId: 'getAuthorizationServerMetadata' },
  'GET /jwks': {
    operationId: 'getKeys',
    summary: 'The keys that sign access tokens and ID tokens',
    tags: ['Metadata'],
    security: byNobody,
    responses: { 200: answerJson('RFC 7517 §5.', 'KeySet'), 304: { description: 'As before.' } },
  },
  'GET /openapi.json': {
    operationId: 'getOpenapi',
    summary: 'This document',
    tags: ['Metadata'],
    security: byNobody,
    responses: {
      200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
      304: { description: 'As before.' },
    },
  },
  'GET /authorize': {
    operationId: 'authorize',
    summary: 'Ask a person to let an application in',
    description:
      'For browsers. RFC 6749 §3.1, OpenID Connect Core §3.1.2. The answer goes to `redirect_uri` with `iss` (RFC 9207).',
    tags: ['OAuth'],
    security: byNobody,
    parameters: authorizationParameters.map(([name, description, required]) =>
      describeQuery(name, description, required),
    ),
    responses: { 303: goOn, 400: page, 503: page },
  },
  'POST /authorize': {
    operationId: 'authorizeByForm',
    summary: 'The same as a form',
    tags: ['OAuth'],
    security: byNobody,
    requestBody: takeForm('AuthorizationRequest'),
    responses: { 303: goOn, 400: page, 503: page },
  },
  'POST /token': {
    operationId: 'getTokens',
    summary: 'Get tokens',
    description: 'Grant types `authorization_code`, `refresh_token` and `client_credentials`. RFC 6749 §3.2.',
    tags: ['OAuth'],
    security: byClient,
    requestBody: takeForm('TokenRequest'),
    responses: {
      200: answerJson('RFC 6749 §5.1.', 'TokenResponse'),
      400: refuse('`invalid_request`, `invalid_grant`, `invalid_scope`, `invalid_target`, `unauthorized_client` …'),
      401: unauthenticated,
      503: busy,
    },
  },
  'POST /revoke': {
    operationId: 'revokeToken',
    summary: 'Give a token back',
    description: 'A refresh token ends its grant with every access token under it. RFC 7009.',
    tags: ['Revocation'],
    security: byClient,
    requestBody: takeForm('RevocationRequest'),
    responses: {
      200: { description: 'It is worth nothing now, or never was.' },
      400: refuse('A parameter is missing or repeated.'),
      401: unauthenticated,
      503: busy,
    },
  },
  'POST /introspect': {
    operationId: 'introspectToken',
    summary: 'Ask whether a token is live',
    description: 'For APIs whose client may introspect. RFC 7662.',
    tags: ['Revocation'],
    security: [{ client: [] }],
    requestBody: takeForm('IntrospectionRequest'),
    responses: {
      200: answerJson('RFC 7662 §2.2.', 'Introspection'),
      400: refuse('A parameter is missing or repeated.'),
      401: unauthenticated,
      403: refuse('The client may not introspect.'),
      503: busy,
    },
  },
  'GET /revocations': {
    operationId: 'followRevocations',
    summary: 'Follow the revocation log',
    description: 'Server-Sent Events, each a signed message; resumable by `Last-Event-ID`. `@latchkey/guard` reads it.',
    tags: ['Revocation'],
    security: [{ client: [] }],
    parameters: [describeQuery('after', 'The id of the last event seen.', false)],
    responses: {
      200: {
        description: 'A stream that stays open.',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      400: refuse('The position is not one of this feed.'),
      401: unauthenticated,
      403: refuse('The client may not introspect.'),
      503: busy,
    },
  },
  'GET /revocations/jwks': {
    operationId: 'getFeedKeys',
    summary: 'The keys that sign the revocation log',
    tags: ['Revocation'],
    security: byNobody,
    responses: { 200: answerJson('RFC 7517 §5.', 'KeySet'), 304: { description: 'As before.' } },
  },
  'GET /userinfo': {
    operationId: 'getUserinfo',
    summary: 'Who the person is',
    tags: ['OpenID Connect'],
    security: byBearer,
    responses: { 200: answerJson('OpenID Connect Core §5.3.2.', 'Userinfo'), 401: notLive, 403: lacksScope, 503: busy },
  },
  'POST /userinfo': {
    operationId: 'postUserinfo',
    summary: 'The same by POST',
    tags: ['OpenID Connect'],
    security: byBearer,
    requestBody: { content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } } },
    responses: {
      200: answerJson('OpenID Connect Core §5.3.2.', 'Userinfo'),
      400: refuse('The access token is not where it belongs.'),
      401: notLive,
      403: lacksScope,
      503: busy,
    },
  },
  'GET /logout': {
    operationId: 'logout',
    summary: 'Sign a person out',
    description:
      'For browsers. OpenID Connect RP-Initiated Logout 1.0. At once when a hint names this very session; otherwise the person is asked.',
    tags: ['OpenID Connect'],
    security: byNobody,
    parameters: logoutParameters.map(([name, description]) => describeQuery(name, description, false)),
    responses: { 200: page, 303: goOn, 400: page, 503: page },
  },
  'POST /logout': {
    operationId: 'logoutByForm',
    summary: 'The same as a form',
    tags: ['OpenID Connect'],
    security: byNobody,
    requestBody: takeForm('LogoutRequest'),
    responses: { 200: page, 303: goOn, 400: page, 403: page, 503: page },
  },
};

/** As fields of a form, for the schemas. */
export const authorizationFields: Readonly<Record<string, object>> = Object.fromEntries(
  authorizationParameters.map(([name, description]) => [name, { type: 'string', description }]),
);
export const requiredAuthorizationFields: readonly string[] = authorizationParameters.flatMap(([name, , required]) =>
  required ? [name] : [],
);
export const logoutFields: Readonly<Record<string, object>> = Object.fromEntries(
  logoutParameters.map(([name, description]) => [name, { type: 'string', description }]),
);
