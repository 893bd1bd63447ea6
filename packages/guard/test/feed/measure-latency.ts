/** How long a revocation takes from the client that asks for it to the guards that refuse the token. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { startAuthority } from '@latchkey/testing/authority-process';
import { recordSecret } from '@latchkey/testing/run';
import { clientSecretEnvironment, clientSecrets, ordersApi, testConfig } from '@latchkey/testing/test-config';
import { createGuard } from '../../src/create-guard.ts';
import type { Guard } from '../../src/guard.ts';
import { bearer } from '../kit/test-guard.ts';

export interface LatencyFigures {
  readonly revocations: number;
  readonly guards: number;
  /** From sending the request to `/revoke` to the refusal, for each revocation and guard; sorted, milliseconds. */
  readonly sinceAskedMs: readonly number[];
  /** The same to the slowest guard. */
  readonly slowestSinceAskedMs: readonly number[];
  /** From the answer of `/revoke`, negative where a guard was faster than the answer. */
  readonly sinceAnsweredMs: readonly number[];
}

/** Against a real authority in a process of its own, on disk; the guards, each with a connection of its own, in this one. */
export async function measureLatency(revocations: number, guardCount: number): Promise<LatencyFigures> {
  const { issuer: _, ...config } = testConfig;
  const authority = await startAuthority({ config, env: clientSecretEnvironment });
  const guards: readonly Guard[] = Array.from({ length: guardCount }, () =>
    createGuard({
      issuer: authority.issuer,
      audience: ordersApi,
      credentials: { clientId: 'orders-api', clientSecret: clientSecrets['orders-api'] },
    }),
  );
  try {
    await Promise.all(guards.map((guard) => guard.ready()));
    const tokens: string[] = [];
    for (let index = 0; index < revocations; index += 1) tokens.push(await issue(authority.issuer));
    const sinceAskedMs: number[] = [];
    const sinceAnsweredMs: number[] = [];
    const slowestSinceAskedMs: number[] = [];
    for (const token of tokens) {
      const refused = guards.map((guard) => waitForRefusal(guard, token));
      const askedAtMs = performance.now();
      await revoke(authority.issuer, token);
      const answeredAtMs = performance.now();
      const refusedAtMs = await Promise.all(refused);
      sinceAskedMs.push(...refusedAtMs.map((atMs) => atMs - askedAtMs));
      sinceAnsweredMs.push(...refusedAtMs.map((atMs) => atMs - answeredAtMs));
      slowestSinceAskedMs.push(Math.max(...refusedAtMs) - askedAtMs);
      // So that revocations fall anywhere between two heartbeats, and do not share a commit.
      await wait(Math.random() * 5);
    }
    const sort = (values: readonly number[]): readonly number[] => values.toSorted((one, other) => one - other);
    return {
      revocations,
      guards: guardCount,
      sinceAskedMs: sort(sinceAskedMs),
      slowestSinceAskedMs: sort(slowestSinceAskedMs),
      sinceAnsweredMs: sort(sinceAnsweredMs),
    };
  } finally {
    for (const guard of guards) guard.close();
    await authority.stop();
  }
}

/** When the guard was told; it refuses from that moment, which is asserted. */
async function waitForRefusal(guard: Guard, token: string): Promise<number> {
  const decision = await guard.decide(bearer(token));
  assert.ok(decision.allowed);
  return new Promise((resolve, reject) => {
    guard.watch(decision.token, () => {
      const atMs = performance.now();
      const after = guard.decide(bearer(token));
      if (!(after instanceof Promise) && !after.allowed && after.problem.code === 'revoked') resolve(atMs);
      else reject(new Error('a guard that was told of a revocation does not refuse the token'));
    });
  });
}

const post = (url: string, parameters: Record<string, string>): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`service:${clientSecrets.service}`).toString('base64')}` },
    body: new URLSearchParams(parameters),
  });

async function issue(issuer: string): Promise<string> {
  const response = await post(`${issuer}/token`, { grant_type: 'client_credentials', resource: ordersApi });
  assert.equal(response.status, 200);
  return recordSecret(((await response.json()) as { access_token: string }).access_token);
}

async function revoke(issuer: string, token: string): Promise<void> {
  const response = await post(`${issuer}/revoke`, { token });
  assert.equal(response.status, 200);
  await response.body?.cancel();
}

/** @param share - from 0 to 1. */
export function readPercentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function describeFigures(name: string, sorted: readonly number[]): string {
  const [median, late, latest] = [0.5, 0.99, 1].map((share) => readPercentile(sorted, share).toFixed(1));
  return `${name}: p50 ${median} ms, p99 ${late} ms, max ${latest} ms`;
}
