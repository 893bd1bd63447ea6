import { authorizationFields, logoutFields, requiredAuthorizationFields } from './oauth-operations.ts';

const text = { type: 'string' };
const seconds = { type: 'integer', description: 'Seconds since the Unix epoch.' };
const texts = { type: 'array', items: text };

/** Fields by which a client may say who it is in the body. */
const clientFields = {
  client_id: { ...text, description: 'For public clients, and `client_secret_post`.' },
  client_secret: { ...text, format: 'password' },
};

function describeObject(properties: Readonly<Record<string, object>>, required: readonly string[] = []): object {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

/** Everything that is sent and answered, by name. */
export const schemas: Readonly<Record<string, object>> = {
  Error: describeObject(
    {
      error: {
        ...text,
        description: 'A code of RFC 6749 §5.2, RFC 6750 §3.1, RFC 8707 §2 or OpenID Connect Core §3.1.2.6.',
      },
      error_description: { ...text, description: 'One sentence that says what to do.' },
    },
    ['error', 'error_description'],
  ),
  Metadata: describeObject({ issuer: text, token_endpoint: text, jwks_uri: text }, ['issuer']),
  KeySet: describeObject({ keys: { type: 'array', items: { type: 'object' } } }, ['keys']),
  AuthorizationRequest: describeObject(authorizationFields, requiredAuthorizationFields),
  LogoutRequest: describeObject(logoutFields),
  TokenRequest: describeObject(
    {
      grant_type: { ...text, enum: ['authorization_code', 'refresh_token', 'client_credentials'] },
      code: { ...text, description: 'For `authorization_code`.' },
      redirect_uri: { ...text, description: 'For `authorization_code`: the one the code was sent to.' },
      code_verifier: { ...text, description: 'For `authorization_code`: PKCE, RFC 7636.' },
      refresh_token: { ...text, description: 'For `refresh_token`.' },
      scope: { ...text, description: 'Narrows the access token, never the grant.' },
      resource: { ...text, description: 'RFC 8707; may be repeated.' },
      ...clientFields,
    },
    ['grant_type'],
  ),
  TokenResponse: describeObject(
    {
      access_token: text,
      token_type: { ...text, enum: ['Bearer'] },
      expires_in: { type: 'integer', description: 'Seconds.' },
      scope: text,
      refresh_token: { ...text, description: 'Replaces the one that was sent.' },
      id_token: text,
    },
    ['access_token', 'token_type', 'expires_in', 'scope'],
  ),
  RevocationRequest: describeObject({ token: text, token_type_hint: text, ...clientFields }, ['token']),
  IntrospectionRequest: describeObject({ token: text, token_type_hint: text, ...clientFields }, ['token']),
  Introspection: describeObject(
    {
      active: { type: 'boolean' },
      iss: text,
      sub: text,
      client_id: text,
      scope: text,
      aud: { anyOf: [text, texts] },
      sid: text,
      exp: seconds,
      iat: seconds,
    },
    ['active'],
  ),
  Userinfo: describeObject(
    {
      sub: text,
      name: text,
      preferred_username: text,
      updated_at: seconds,
      email: text,
      email_verified: { type: 'boolean' },
    },
    ['sub'],
  ),
  ChallengeRequest: describeObject(
    {
      username: { ...text, description: 'User name or e-mail address.' },
      password: { ...text, format: 'password' },
      code_challenge: text,
      code_challenge_method: { ...text, enum: ['S256'] },
      scope: text,
      resource: { anyOf: [text, texts] },
      nonce: text,
      remember: { ...text, enum: ['true'], description: 'Stay signed in on this device.' },
      device: { ...text, description: 'What an earlier answer gave for this device.' },
      ...clientFields,
    },
    ['username', 'password', 'code_challenge', 'code_challenge_method'],
  ),
  ChallengeAnswer: describeObject(
    {
      authorization_code: text,
      device: { ...text, description: 'To keep, and to send with the next sign-in on this device.' },
    },
    ['authorization_code'],
  ),
  NewAccount: describeObject(
    { username: text, password: { ...text, format: 'password' }, email: text, name: text, ...clientFields },
    ['username', 'password'],
  ),
  Sessions: describeObject({ sessions: { type: 'array', items: { $ref: '#/components/schemas/Session' } } }, [
    'sessions',
  ]),
  Session: describeObject(
    {
      session_id: text,
      current: { type: 'boolean' },
      auth_time: seconds,
      amr: texts,
      created_at: seconds,
      last_used_at: seconds,
      remembered: { type: 'boolean' },
      address: text,
      user_agent: text,
      grants: {
        type: 'array',
        items: describeObject({
          client_id: text,
          client_name: text,
          scope: text,
          created_at: seconds,
          last_used_at: seconds,
        }),
      },
    },
    ['session_id', 'current', 'auth_time', 'grants'],
  ),
  EndedSessions: describeObject({ ended: { type: 'integer' } }, ['ended']),
};
