import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { environmentSettings } from '../../src/config/environment.ts';
import {
  apiSettings,
  clientSettings,
  httpSettings,
  lifetimeSettings,
  type NumberSetting,
  passwordHashingSettings,
  signInLimitSettings,
  tokenSizeSettings,
} from '../../src/config/number-settings.ts';
import { type LooseInput, listProblems } from './sample-input.ts';

const reference = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');

/** The table as docs/configuration.md must have it, line by line. */
function tabulate(rows: Readonly<Record<string, NumberSetting>>): readonly string[] {
  return Object.entries(rows).map(
    ([name, setting]) =>
      `| \`${name}\` | ${format(setting.default)} | ${format(setting.min)} – ${format(setting.max)} | ${setting.meaning} |`,
  );
}

function format(value: number): string {
  return value.toLocaleString('en-US');
}

describe('docs/configuration.md', () => {
  const groups = {
    lifetimes: lifetimeSettings,
    signInLimits: signInLimitSettings,
    passwordHashing: passwordHashingSettings,
    http: httpSettings,
    tokenSize: tokenSizeSettings,
    apis: apiSettings,
    clients: clientSettings,
  };
  for (const [name, rows] of Object.entries(groups)) {
    it(`states default, range and meaning of each number of ${name} as the schema has them`, () => {
      for (const line of tabulate(rows)) assert.ok(reference.includes(`${line}\n`), `missing or different:\n${line}`);
    });
  }

  it('lists every environment variable', () => {
    for (const { variable, path, meaning } of environmentSettings) {
      const line = `| \`${variable}\` | \`${path.join('.')}\` | ${meaning} |`;
      assert.ok(reference.includes(`${line}\n`), `missing or different:\n${line}`);
    }
  });

  it('shows an example that can be used as it is', async () => {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(reference) ?? [];
    const code = example.replace(/^import .*$/m, 'const defineConfig = (input) => input;');
    const module: { readonly default: LooseInput } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const { message } = await listProblems(module.default);
    assert.equal(message, '');
  });

  /** What the schema knows, as it says itself when it meets a name like no other. */
  async function listKnownNames(input: Readonly<Record<string, unknown>>, path: string): Promise<readonly string[]> {
    const { problems } = await listProblems({ issuer: 'https://id.example.com', ...input });
    const remedy = problems.find((problem) => problem.path === path)?.remedy ?? '';
    return /known here are (.*)\.$/.exec(remedy)?.[1]?.split(', ') ?? [];
  }

  it('mentions every setting there is, of the file, of APIs, roles and clients', async () => {
    const unknown = 'zzzzzzzzzzzz';
    const names = [
      ...(await listKnownNames({ [unknown]: 1 }, unknown)),
      ...(await listKnownNames({ apis: [{ [unknown]: 1 }] }, `apis[0].${unknown}`)),
      ...(await listKnownNames({ roles: [{ [unknown]: 1 }] }, `roles[0].${unknown}`)),
      ...(await listKnownNames({ clients: [{ [unknown]: 1 }] }, `clients[0].${unknown}`)),
    ];
    assert.ok(names.length > 35, `only ${names.length} names were seen`);
    for (const name of names) assert.ok(reference.includes(`\`${name}\``), `${name} is not mentioned`);
  });
});
