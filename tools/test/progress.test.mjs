import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { printLine, showProgress } from '../progress.mjs';

describe('what is told of something that takes its time', () => {
  const { stderr } = process;
  const real = { write: stderr.write, isTTY: stderr.isTTY, log: console.log };
  let written = '';
  before(() => {
    // No second passes here.
    mock.timers.enable({ apis: ['Date'] });
    stderr.write = (/** @type {unknown} */ text) => {
      written += String(text);
      return true;
    };
    console.log = (/** @type {unknown} */ text) => {
      written += `${String(text)}\n`;
    };
  });
  after(() => {
    mock.timers.reset();
    Object.assign(stderr, { write: real.write, isTTY: real.isTTY });
    console.log = real.log;
  });
  beforeEach(() => {
    written = '';
    stderr.isTTY = true;
  });

  const clear = '\r\u001b[2K';

  it('stands on a line of its own, which is gone afterwards', () => {
    showProgress('tokens').end();
    assert.equal(written, `${clear}tokens … 0 s${clear}`);
  });

  it('gives way to what begins during it, and comes back', () => {
    const outer = showProgress('demo');
    showProgress('installing Chromium').end();
    outer.end();
    assert.equal(written, `${clear}demo … 0 s${clear}installing Chromium … 0 s${clear}${clear}demo … 0 s${clear}`);
  });

  it('makes room for a result', () => {
    const progress = showProgress('installing packages');
    printLine('ok build');
    progress.end();
    printLine('ok lint');
    assert.equal(
      written,
      `${clear}installing packages … 0 s${clear}ok build\n${clear}installing packages … 0 s${clear}ok lint\n`,
    );
  });

  it('is one plain line where nobody watches', () => {
    stderr.isTTY = false;
    showProgress('installing packages').end();
    printLine('ok build');
    assert.equal(written, 'installing packages …\nok build\n');
  });
});
