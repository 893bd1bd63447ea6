import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSessionEndings } from '../../src/session/session-endings.ts';

describe('the ends of sessions', () => {
  it('are told to everyone who listens, until they stop', () => {
    const endings = createSessionEndings();
    let heard = 0;
    const listener = (): void => {
      heard += 1;
    };
    const [stop, stopAgain] = [endings.listen(listener), endings.listen(listener)];
    endings.announce();
    assert.equal(heard, 2);
    stop();
    endings.announce();
    assert.equal(heard, 3);
    stopAgain();
    stopAgain();
    endings.announce();
    assert.equal(heard, 3);
  });
});
