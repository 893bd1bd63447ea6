import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type LooseInput, listProblems } from './sample-input.ts';

const reference = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');

/** Its tables are made from the source (`npm run docs`); here it is held against what the schema takes. */
describe('docs/configuration.md', () => {
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
