import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { recordSecret } from '@latchkey/testing/run';
import { createGuard } from '../src/create-guard.ts';
import { GuardError } from '../src/guard-error.ts';
import { describeDecision } from './kit/describe-decision.ts';
import { audience, openStandardsIssuer, type StandardsIssuer } from './kit/standards-issuer.ts';
import { bearer } from './kit/test-guard.ts';

describe('a guard', () => {
  let issuer: StandardsIssuer;

  before(async () => {
    issuer = await openStandardsIssuer();
    issuer.addKey();
  });
  after(() => issuer.close());

  it('works before any standards-compliant issuer, and says once and loudly what it cannot do', async () => {
    const warnings: string[] = [];
    const guard = createGuard({ issuer: issuer.issuer, audience, onWarning: (message) => warnings.push(message) });
    await guard.ready();
    for (let times = 0; times < 3; times += 1) {
      assert.equal(describeDecision(await guard.decide(bearer(issuer.issue()))), 'allowed');
    }
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? '',
      /has no credentials, so it does not learn of revocations.*Give createGuard the credentials/,
    );
    assert.equal(guard.followsRevocations, false);
    guard.close();
  });

  it('warns through the process unless told otherwise', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    createGuard({ issuer: issuer.issuer, audience }).close();
    const { name, message } = await warned;
    assert.equal(name, 'LatchkeyWarning');
    assert.match(message, /no credentials/);
  });

  it('types the claims that parseClaims reads, and refuses tokens it does not like', async () => {
    const guard = createGuard({
      ...{ issuer: issuer.issuer, audience, onWarning: () => {} },
      parseClaims({ tenant }) {
        if (typeof tenant !== 'string') throw new TypeError('no tenant');
        return { tenant: tenant.toUpperCase(), sub: 'administrator' };
      },
    });
    const decision = await guard.decide(bearer(issuer.issue({ tenant: 'acme' })));
    assert.ok(decision.allowed);
    const { tenant, sub }: { tenant: string; sub: string } = decision.token.claims;
    assert.equal(tenant, 'ACME');
    assert.equal(sub, 'person-1', 'an own claim replaced a standard one');
    const refused = await guard.decide(bearer(issuer.issue()));
    assert.equal(describeDecision(refused), 'invalid_token by claims-complete');
  });

  it('is ready when the keys are there, and says when it was closed before', async () => {
    const absent = createGuard({ issuer: 'http://127.0.0.1:1', audience, onWarning: () => {} });
    const waiting = absent.ready();
    absent.close();
    await assert.rejects(waiting, (error) => error instanceof GuardError && error.code === 'closed');
  });

  it('gives up what it fetches when it is closed, so that a process can end', { timeout: 30_000 }, async () => {
    const { promise: isGivenUp, resolve: giveUp } = Promise.withResolvers<void>();
    const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
    issuer.overrides.set('/.well-known/oauth-authorization-server', (response) => {
      response.once('close', giveUp);
      ask();
    });
    const credentials = { clientId: 'api', clientSecret: recordSecret('a secret of this test') };
    const guard = createGuard({ issuer: issuer.issuer, audience, credentials, fetchTimeoutMs: 60_000 });
    await isAsked;
    guard.close();
    await isGivenUp;
    issuer.overrides.clear();
  });

  it('keeps a process that waits for it alive until the issuer is there', async () => {
    issuer.overrides.set('/keys', (response) => response.writeHead(503).end());
    const asked = issuer.requests.get('/keys') ?? 0;
    const module = new URL('../src/create-guard.ts', import.meta.url).href;
    const program = `
      const { createGuard } = await import(${JSON.stringify(module)});
      const guard = createGuard({ issuer: '${issuer.issuer}', audience: '${audience}', onWarning: () => {} });
      await guard.ready();
      console.log('ready');`;
    const child = spawn(
      process.execPath,
      ['--conditions=@latchkey/source', '--input-type=module-typescript', '--eval', program],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = Promise.all([text(child.stdout), once(child, 'exit')]);
    while ((issuer.requests.get('/keys') ?? 0) === asked && child.exitCode === null) await wait(10);
    issuer.overrides.delete('/keys');
    const [printed, [exitCode]] = await ended;
    assert.equal(printed, 'ready\n');
    assert.equal(exitCode, 0);
  });

  it('V1 hands out no token on a route that nobody guards', () => {
    const guard = createGuard({ issuer: issuer.issuer, audience, onWarning: () => {} });
    assert.throws(
      () => guard.auth({}),
      (error) => error instanceof GuardError && error.code === 'not_guarded',
    );
  });
});
