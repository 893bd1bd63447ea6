import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GuardError } from '../src/guard-error.ts';
import { type GuardOptions, readGuardOptions } from '../src/options.ts';
import { createRoute, type RouteOptions } from '../src/route.ts';

const good: GuardOptions = { issuer: 'https://id.example.com', audience: 'https://api.example.com' };
const credentials = { clientId: 'api', clientSecret: 'a secret of the API' };

/** The message of the refusal. */
function refuse(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof GuardError);
    assert.equal(error.code, 'invalid_option');
    return error.message;
  }
  return assert.fail('it was accepted');
}

function refuseOptions(options: Record<string, unknown>): string {
  return refuse(() => readGuardOptions({ ...good, ...options } as unknown as GuardOptions));
}

describe('the options of a guard', () => {
  it('are filled in and frozen, and the given object is left alone', () => {
    const algorithms = ['ES256' as const];
    const given = { ...good, algorithms };
    const settings = readGuardOptions(given);
    algorithms.pop();
    assert.deepEqual(settings.algorithms, ['ES256']);
    assert.equal(settings.clockLeewaySeconds, 10);
    assert.equal(settings.maxTokenLifetimeSeconds, 86_400);
    assert.ok(Object.isFrozen(settings) && Object.isFrozen(settings.algorithms) && !Object.isFrozen(given));
  });

  it('H1 take an issuer on https, or on this very machine', () => {
    for (const issuer of [
      'https://id.example.com/tenant',
      'http://localhost:4000',
      'http://127.0.0.1:1',
      'http://[::1]:1',
    ]) {
      assert.equal(readGuardOptions({ ...good, issuer }).issuer, issuer);
    }
    for (const issuer of [
      ...[
        'http://id.example.com',
        'http://localhost.evil.example',
        'http://127.0.0.1.evil.example',
        'id.example.com',
        '',
      ],
      ...['https://id.example.com?a=1', 'https://id.example.com/#a', 'https://a:b@id.example.com', 'file:///keys', 7],
    ]) {
      assert.match(refuseOptions({ issuer }), /^issuer must be the https URL/, String(issuer));
    }
  });

  it('are refused with the option and the remedy in the message', () => {
    assert.match(refuseOptions({ audience: '' }), /^audience must be the name of this API/);
    assert.match(refuseOptions({ audience: 'a"b' }), /^audience must/);
    assert.match(refuseOptions({ algorithms: [] }), /^algorithms must list one or more of ES256/);
    assert.match(refuseOptions({ algorithms: ['HS256'] }), /^algorithms must/);
    assert.match(refuseOptions({ algorithms: ['none'] }), /^algorithms must/);
    assert.match(refuseOptions({ clockLeewaySeconds: 31 }), /^clockLeewaySeconds must be a whole number from 0 to 30/);
    assert.match(refuseOptions({ maxTokenLifetimeSeconds: 0 }), /^maxTokenLifetimeSeconds must/);
    assert.match(refuseOptions({ fetchTimeoutMs: 1.5 }), /^fetchTimeoutMs must/);
    assert.match(
      refuseOptions({ credentials: { clientId: 'api' } }),
      /^credentials must have a clientId and a clientSecret/,
    );
    assert.match(refuseOptions({ onWarning: 'log' }), /^onWarning must be a function/);
    assert.match(refuseOptions({ resourceMetadataUrl: 'http://api.example.com' }), /^resourceMetadataUrl must/);
    assert.match(refuseOptions({ audiense: 'x' }), /^audiense is no option of createGuard; there are issuer, /);
  });

  it('keep a warning that cannot be taken from doing any harm but being heard of', (test) => {
    const later: (() => void)[] = [];
    test.mock.method(globalThis, 'queueMicrotask', (run: () => void) => later.push(run));
    const settings = readGuardOptions({
      ...good,
      onWarning: () => {
        throw new Error('the log is full');
      },
    });
    settings.onWarning('the keys are not available');
    assert.throws(() => later[0]?.(), /the log is full/);
  });

  it('never name the secret in a message', () => {
    assert.doesNotMatch(
      refuseOptions({ credentials: { clientId: '', clientSecret: 'a secret of the API' } }),
      /a secret/,
    );
  });

  it('V6 have a policy for a stale log exactly when there is a log', () => {
    assert.equal(readGuardOptions(good).stale, undefined);
    assert.deepEqual(readGuardOptions({ ...good, credentials }).stale, { onStale: 'introspect', maxStaleSeconds: 3 });
    assert.match(refuseOptions({ stale: { onStale: 'refuse', maxStaleSeconds: 5 } }), /^stale needs credentials/);
    assert.match(
      refuseOptions({ credentials, stale: { onStale: 'accept', maxStaleSeconds: 5, hardMaxStaleSeconds: 4 } }),
      /^stale.hardMaxStaleSeconds must/,
    );
    assert.match(refuseOptions({ credentials, stale: { onStale: 'accept', maxStaleSeconds: 5 } }), /^stale.hardMax/);
    assert.match(refuseOptions({ credentials, stale: { onStale: 'hope', maxStaleSeconds: 5 } }), /^stale.onStale must/);
    assert.match(refuseOptions({ credentials, stale: { onStale: 'refuse', maxStaleSeconds: 0 } }), /^stale.maxStale/);
  });
});

describe('the options of a route', () => {
  const settings = readGuardOptions({ ...good, credentials });

  function refuseRoute(options: Record<string, unknown>): string {
    return refuse(() => createRoute(options as RouteOptions, settings));
  }

  it('are checked when the route is made, and frozen', () => {
    const route = createRoute(
      { scope: 'a b', permission: 'p', stale: { onStale: 'refuse', maxStaleSeconds: 9 } },
      settings,
    );
    assert.deepEqual(route.scopes, ['a', 'b']);
    assert.deepEqual(route.permissions, ['p']);
    assert.ok(Object.isFrozen(route) && Object.isFrozen(route.scopes) && Object.isFrozen(route.stale));
    assert.deepEqual(createRoute({}, settings).stale, settings.stale);
  });

  it('are refused with the option and the remedy in the message', () => {
    assert.match(refuseRoute({ scope: '' }), /^scope must be scopes of printable ASCII/);
    assert.match(refuseRoute({ scope: 'a  b' }), /^scope must/);
    assert.match(refuseRoute({ scope: ['a b'] }), /^scope must/);
    assert.match(refuseRoute({ scope: 'a"b' }), /^scope must/);
    assert.match(refuseRoute({ permission: [''] }), /^permission must/);
    assert.match(refuseRoute({ maxAgeSeconds: 0 }), /^maxAgeSeconds must/);
    assert.match(refuseRoute({ maxAuthenticationAgeSeconds: -1 }), /^maxAuthenticationAgeSeconds must/);
    assert.match(refuseRoute({ acrValues: 'mfa' }), /^acrValues must/);
    assert.match(refuseRoute({ scopes: 'a' }), /^scopes is no option of a route; there are scope, /);
    assert.match(refuseRoute({ maxAge: 300 }), /^maxAge is no option/);
  });

  it('demand nothing by being left out alone, not by being empty', () => {
    for (const name of ['scope', 'permission', 'acrValues']) {
      for (const nothing of [[], '', null]) {
        assert.match(refuseRoute({ [name]: nothing }), new RegExp(`^${name} must .*; leave it out to demand none$`));
      }
      assert.deepEqual(createRoute({ [name]: undefined }, settings), createRoute({}, settings));
    }
  });

  it('take no policy where the guard has no feed', () => {
    const stale = { onStale: 'refuse', maxStaleSeconds: 5 } as const;
    assert.match(
      refuse(() => createRoute({ stale }, readGuardOptions(good))),
      /^stale needs the credentials of the guard/,
    );
  });
});
