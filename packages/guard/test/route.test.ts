import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addExpress } from '../src/express.ts';
import { addFastify } from '../src/fastify.ts';
import { addHono } from '../src/hono.ts';
import type { PublicRoute, RouteOptions } from '../src/route.ts';
import { openTestGuard } from './kit/test-guard.ts';

const { guard } = openTestGuard('https://id.example.com');
const adapters: Readonly<Record<string, (route: RouteOptions | PublicRoute) => unknown>> = {
  express: (route) => addExpress(guard).express(route),
  fastify: (route) => addFastify(guard).fastify(route),
  hono: (route) => addHono(guard).hono(route as PublicRoute),
};

describe('a route that is open to everybody', () => {
  for (const [name, open] of Object.entries(adapters)) {
    it(`V1 says so with public: true and nothing else, for ${name}`, () => {
      assert.ok(open({ public: true }));
      // What a program computes fits the types: `{ scope: string; public: boolean }` is a RouteOptions.
      const computed = [false, undefined, 'true', 1].map((value) => ({ scope: 'orders:read', public: value }));
      for (const options of [...computed, { public: true as const, scope: 'orders:read' }]) {
        assert.throws(() => open(options as RouteOptions), /^GuardError: scope is no option of a public route/);
      }
      for (const value of [false, undefined, 'true', 1]) {
        assert.throws(() => open({ public: value } as unknown as RouteOptions), /^GuardError: public must be true/);
      }
    });
  }
});
