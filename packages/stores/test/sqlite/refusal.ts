import assert from 'node:assert/strict';
import { StoreOpenError, type StoreOpenErrorCode } from '@latchkey/stores/sqlite';

/** For `assert.rejects`: a store was not opened for that reason, and this is what people are told. */
export function isRefusal(code: StoreOpenErrorCode, sentence: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StoreOpenError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, sentence);
    return true;
  };
}
