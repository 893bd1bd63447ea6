import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { badExamples, local } from './bad-examples.ts';
import { environment, goodInput, listProblems, nativeClient, serviceClient, webClient } from './sample-input.ts';

describe('configuration rules', () => {
  it('find nothing wrong with a good configuration', async () => {
    assert.equal((await listProblems(goodInput)).message, '');
    assert.equal((await listProblems({ ...goodInput, ...local })).message, '');
    assert.equal((await listProblems({ ...goodInput, tls: undefined, trustedProxies: ['10.0.0.7'] })).message, '');
    assert.equal((await listProblems({ issuer: 'http://127.0.0.1:4000' })).message, '');
    assert.equal((await listProblems({ issuer: 'http://[::1]:4000' })).message, '');
  });

  for (const { rule, change, path, says, remedy, env } of badExamples) {
    it(`refuses ${rule}: ${path}`, async () => {
      const { problems, message } = await listProblems({ ...goodInput, ...change }, { ...environment, ...env });
      const found = problems.find((problem) => problem.path === path);
      assert.ok(found !== undefined, `no problem at ${path} in:\n${message}`);
      assert.match(found.what, says);
      assert.match(found.remedy, remedy);
      assert.ok(message.includes(`  - ${path} ${found.what}. ${found.remedy}`), message);
      assert.equal(problems.length, 1, message);
    });
  }

  it('are all reported together, shape and rules and secrets alike', async () => {
    const { problems, message } = await listProblems({
      issuer: 'http://id.example.com',
      lifetimes: { authorizationCodeSeconds: 'long' },
      clients: [
        { ...webClient, type: 'secret' },
        { ...nativeClient, redirectUris: ['myapp:/x'] },
        { ...serviceClient, secret: { env: 'NOT_SET' } },
      ],
      apis: goodInput.apis,
      rolls: [],
    });
    assert.deepEqual(problems.map(({ path }) => path).toSorted(), [
      'clients[0].type',
      'clients[1].redirectUris[0]',
      'clients[2].secret[0]',
      'issuer',
      'lifetimes.authorizationCodeSeconds',
      'rolls',
    ]);
    assert.match(message, /^latchkey\.config\.ts has 6 problems:\n/);
  });

  it('do not blame clients for an API that could not be read', async () => {
    const { problems } = await listProblems({ ...goodInput, apis: [{ ...goodInput.apis?.[0], name: 7 }] });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['apis[0].name'],
    );
  });
});
