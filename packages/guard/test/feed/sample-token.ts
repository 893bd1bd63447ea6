/** Tokens as the guard hands them to the revocation view, with as much in them as the view looks at. */
import type { VerifiedToken } from '../../src/decision.ts';

export interface SampleToken {
  readonly jti?: string;
  readonly grantId?: string | undefined;
  readonly sid?: string | undefined;
  readonly sub?: string;
  readonly clientId?: string;
  readonly kid?: string;
  readonly keyThumbprint?: string;
  readonly rev?: number;
  readonly exp?: number;
}

export function createToken(sample: SampleToken = {}): VerifiedToken {
  const { grantId = 'grant-1', sid = 'session-1', sub = 'person-1', clientId = 'client-1', rev = 0 } = sample;
  const kid = sample.kid ?? 'key-1';
  return Object.freeze({
    claims: {
      iss: 'https://id.example',
      sub,
      aud: ['https://api.example'],
      client_id: clientId,
      iat: 0,
      exp: sample.exp ?? 300,
      jti: sample.jti ?? `${grantId}.1`,
      scope: '',
      ...('sid' in sample && sample.sid === undefined ? {} : { sid }),
      rev,
    },
    scopes: new Set<string>(),
    permissions: new Set<string>(),
    kid,
    keyThumbprint: sample.keyThumbprint ?? kid,
    grantId: 'grantId' in sample ? sample.grantId : grantId,
  });
}
