import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSeed } from '@latchkey/testing/run';
import fc from 'fast-check';
import { type ClientCredentials, readCredentials } from '../../src/clients/credentials.ts';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { readParameters } from '../../src/http/oauth-parameters.ts';
import { assertRefuses } from '../refusal.ts';

function read(authorization: string | undefined, form: Record<string, string> = {}): ClientCredentials {
  return readCredentials(authorization, readParameters(new URLSearchParams(form)));
}

const encode = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);
const basic = (id: string, secret: string): string => `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}`;

describe('readCredentials', () => {
  it('RFC 6749 §2.3.1 reads Basic credentials, form-url-encoded', () => {
    const expected = { method: 'client_secret_basic', clientId: 'web', secret: 'a+b c%:d' };
    assert.deepEqual(read(basic('web', 'a+b c%:d')), expected);
    assert.deepEqual(read(basic('web', 'a+b c%:d').replace('Basic', 'bAsIc')), expected);
  });

  it('RFC 6749 §2.3.1 reads whatever a client encodes, colons and other scripts included', () => {
    const property = fc.property(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), (id, secret) => {
      fc.pre(id.isWellFormed() && secret.isWellFormed());
      const bytes = Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64');
      const credentials = read(`Basic ${bytes}`);
      assert.deepEqual(credentials, { method: 'client_secret_basic', clientId: id, secret });
    });
    fc.assert(property, { seed: testSeed() });
  });

  it('RFC 6749 §2.3.1 reads credentials from the body', () => {
    const expected = { method: 'client_secret_post', clientId: 'web', secret: 's' };
    assert.deepEqual(read(undefined, { client_id: 'web', client_secret: 's' }), expected);
  });

  it('RFC 6749 §3.2.1 reads a public client’s bare name', () => {
    assert.deepEqual(read(undefined, { client_id: 'native' }), { method: 'none', clientId: 'native' });
  });

  it('RFC 6749 §2.3 refuses two methods at once', () => {
    assertRefuses(() => read(basic('web', 's'), { client_secret: 's' }), 'invalid_request', /one method/);
    assertRefuses(() => read(basic('web', 's'), { client_assertion: 'j' }), 'invalid_request', /one method/);
    const both = { client_id: 'web', client_secret: 's', client_assertion_type: 'x' };
    assertRefuses(() => read(undefined, both), 'invalid_request', /one method/);
  });

  it('refuses a client_id beside another name in the header, and lets the same one be', () => {
    assertRefuses(() => read(basic('web', 's'), { client_id: 'other' }), 'invalid_request', /another client/);
    assert.equal(read(basic('web', 's'), { client_id: 'web' }).clientId, 'web');
  });

  it('refuses a request that names nobody, and methods that are not offered', () => {
    assertRefuses(() => read(undefined), 'invalid_client');
    assertRefuses(() => read(undefined, { client_secret: 's' }), 'invalid_client');
    assertRefuses(
      () => read(undefined, { client_assertion: 'j', client_id: 'web' }),
      'invalid_client',
      /not supported/,
    );
  });

  it('RFC 6749 §5.2 answers a broken Authorization header with the challenge', () => {
    const broken = [
      'Basic',
      'Basic ',
      'Basic !!!',
      `Basic ${btoa('no colon')}`,
      `Basic ${btoa(':secret')}`,
      `Basic ${btoa('web:%zz')}`,
      `Basic ${btoa('web:s')} ${btoa('web:s')}`,
      'Bearer abc',
      'Digest username="web"',
    ];
    for (const header of broken) {
      assert.throws(
        () => read(header),
        (error) => {
          assert.ok(error instanceof OAuthError);
          assert.equal(error.code, 'invalid_client');
          assert.equal(error.status, 401);
          assert.match(error.headers['www-authenticate'] ?? '', /^Basic realm=/);
          return true;
        },
        header,
      );
    }
  });
});
