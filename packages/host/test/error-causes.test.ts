import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordSecret } from '@latchkey/testing/run';
import { listCauses } from '../src/error-causes.ts';

const secret = recordSecret('hunter2-error-causes');

describe('O1 listCauses', () => {
  it('names kind, code and place of an error and of what caused it, and no message', () => {
    const cause = Object.assign(new SyntaxError(`Unexpected "${secret}"`), { code: 'E_PARSE' });
    const [outer, inner] = listCauses(new TypeError(`cannot use ${secret}`, { cause }));
    assert.deepEqual(
      [outer?.name, outer?.code, inner?.name, inner?.code],
      ['TypeError', undefined, 'SyntaxError', 'E_PARSE'],
    );
    assert.match(outer?.stack[0] ?? '', /^at .*error-causes\.test\.ts:\d+/);
    assert.ok(!JSON.stringify([outer, inner]).includes(secret));
  });

  it('is not fooled by a message with lines that look like frames', () => {
    const causes = listCauses(new Error(`broken\n    at ${secret} (file.ts:1:1)\n    at ${secret}`));
    assert.ok(!JSON.stringify(causes).includes(secret));
    assert.ok((causes[0]?.stack.length ?? 0) > 0);
  });

  it('drops the first message also where somebody changed it later', () => {
    const error = new Error(`first ${secret}\nsecond ${secret}`);
    // The engine writes the stack down when it is first asked for.
    assert.ok(error.stack?.includes(secret));
    error.message = 'harmless';
    assert.ok(!JSON.stringify(listCauses(error)).includes(secret));
  });

  it('ends, also where errors cause each other in a circle', () => {
    const error = new Error('one');
    error.cause = new Error('two', { cause: error });
    assert.equal(listCauses(error).length, 4);
  });

  it('says only the type of what is no error', () => {
    assert.deepEqual(listCauses(secret), [{ name: 'a thrown string', code: undefined, stack: [] }]);
    assert.equal(listCauses(undefined)[0]?.name, 'a thrown undefined');
  });
});
