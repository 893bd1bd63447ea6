import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { help, readCommandLine } from '../src/command-line.ts';

describe('readCommandLine', () => {
  it('runs with the configuration of this folder, or with the one that is named', () => {
    assert.deepEqual(readCommandLine([]), { action: 'run', configFile: undefined });
    assert.deepEqual(readCommandLine(['--config', 'shop.ts']), { action: 'run', configFile: 'shop.ts' });
    assert.deepEqual(readCommandLine(['--config=shop.ts', '--check']), { action: 'check', configFile: 'shop.ts' });
  });

  it('helps, whatever else is asked for', () => {
    assert.deepEqual(readCommandLine(['--check', '-h']), { action: 'help' });
    assert.match(help, /Examples:/);
  });

  it('says of a mistyped option which one it is, and where to read on', () => {
    for (const args of [['--confg', 'x'], ['shop.ts'], ['--config']]) {
      const command = readCommandLine(args);
      assert.equal(command.action, 'refuse');
      assert.match(
        command.action === 'refuse' ? command.sentence : '',
        /(--confg|shop\.ts|--config).*\. Run it with --help/s,
      );
    }
  });
});
