import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OAuthError } from '../../src/http/oauth-error.ts';
import { type OAuthErrorCode, oauthErrors } from '../../src/http/oauth-error-codes.ts';

const source = fileURLToPath(new URL('../../src', import.meta.url));

describe('the table of error codes', () => {
  it('has no code that nothing answers', () => {
    const texts = globSync('**/*.ts', { cwd: source })
      .filter((file) => !file.endsWith('oauth-error-codes.ts') && !file.startsWith('openapi'))
      .map((file) => readFileSync(`${source}/${file}`, 'utf8'))
      .join('\n');
    for (const code of Object.keys(oauthErrors)) assert.ok(texts.includes(`'${code}'`), code);
  });

  it('gives an error its status, unless whoever throws it knows better', () => {
    for (const [code, { status }] of Object.entries(oauthErrors)) {
      assert.equal(new OAuthError(code as OAuthErrorCode, 'A sentence.').status, status);
    }
    assert.equal(new OAuthError('invalid_request', 'A sentence.', { status: 404 }).status, 404);
  });
});
