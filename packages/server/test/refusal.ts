import assert from 'node:assert/strict';
import { OAuthError } from '../src/http/oauth-error.ts';
import type { OAuthErrorCode } from '../src/http/oauth-error-codes.ts';

/** RFC 6749 §5.2: what an `error_description` may be made of. */
const descriptionSyntax = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/;

/** Assert that a call is refused with this code, in a sentence that may stand in an `error_description`. */
export function assertRefuses(call: () => unknown, code: OAuthErrorCode, description: RegExp = /./): void {
  assert.throws(call, (error) => {
    assert.ok(error instanceof OAuthError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, description);
    assert.match(error.message, descriptionSyntax);
    return true;
  });
}
