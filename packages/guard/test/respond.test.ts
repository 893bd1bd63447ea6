import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem } from '../src/decision.ts';
import { type ProblemCode, problems } from '../src/problems.ts';
import { type Answer, createAnswer } from '../src/respond.ts';

const realm = { audience: 'https://api.example.com', resourceMetadataUrl: undefined };

function answer(code: ProblemCode, more: Partial<Problem> = {}): Answer {
  return createAnswer({ code, rule: 'any', ...more }, realm);
}

function challenge(code: ProblemCode, more: Partial<Problem> = {}): string | undefined {
  return answer(code, more).headers['www-authenticate'];
}

/** Every row of the design's table of answers that a guard has today. */
const statuses: Record<ProblemCode, [number, string | undefined]> = {
  no_token: [401, undefined],
  invalid_request: [400, 'invalid_request'],
  invalid_token: [401, 'invalid_token'],
  expired: [401, 'invalid_token'],
  revoked: [401, 'invalid_token'],
  token_too_old: [401, 'invalid_token'],
  insufficient_user_authentication: [401, 'insufficient_user_authentication'],
  insufficient_scope: [403, 'insufficient_scope'],
  insufficient_permission: [403, 'insufficient_scope'],
  keys_unavailable: [503, undefined],
  revocations_unavailable: [503, undefined],
};

describe('what an API answers', () => {
  for (const [code, [status, error]] of Object.entries(statuses) as [ProblemCode, [number, string | undefined]][]) {
    it(`V4 answers ${code} with ${status} and error ${error}`, () => {
      const { status: sent, headers, body } = answer(code);
      assert.equal(sent, status);
      assert.equal(/ error="([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1], error);
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['vary'], 'Authorization');
      assert.equal(headers['content-type'], 'application/problem+json');
      const { title, remedy } = problems[code];
      assert.deepEqual(JSON.parse(body), { title, status, detail: remedy, code });
    });
  }

  it('RFC 6750 §3.1 challenges a request without a token with no error at all', () => {
    assert.equal(challenge('no_token'), 'Bearer realm="https://api.example.com"');
  });

  it('RFC 6750 §3 names the scope that is needed', () => {
    assert.equal(
      challenge('insufficient_scope', { scope: 'orders:read orders:write' }),
      'Bearer realm="https://api.example.com", error="insufficient_scope", error_description="The access token lacks a scope", scope="orders:read orders:write"',
    );
  });

  it('RFC 9470 §3 names the sign-in that is needed', () => {
    const text = challenge('insufficient_user_authentication', { maxAgeSeconds: 0, acrValues: ['mfa', 'hardware'] });
    assert.match(text ?? '', / error="insufficient_user_authentication".*, max_age="0", acr_values="mfa hardware"$/);
  });

  it('RFC 9728 §5.1 names the metadata of the API in every challenge', () => {
    const resourceMetadataUrl = 'https://api.example.com/.well-known/oauth-protected-resource';
    for (const code of ['no_token', 'invalid_token'] as const) {
      const { headers } = createAnswer({ code, rule: 'any' }, { ...realm, resourceMetadataUrl });
      assert.match(headers['www-authenticate'] ?? '', new RegExp(`, resource_metadata="${resourceMetadataUrl}"$`));
    }
  });

  it('asks to come back after a 503, and challenges nobody', () => {
    const { headers } = answer('keys_unavailable', { retryAfterSeconds: 7 });
    assert.equal(headers['retry-after'], '7');
    assert.equal(headers['www-authenticate'], undefined);
  });

  it('never sends what a rule saw', () => {
    const { headers, body } = answer('expired', { detail: 'it expired 7 s ago' });
    assert.doesNotMatch(JSON.stringify(headers) + body, /7 s ago/);
  });

  it('has only texts that may stand in a header', () => {
    for (const { title, remedy } of Object.values(problems)) {
      assert.match(title + remedy, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    }
  });
});
