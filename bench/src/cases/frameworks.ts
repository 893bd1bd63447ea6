import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { Case, CaseOptions } from '../case.ts';
import { chooseDurationMs, type Load, measurePerCpuSecond, startLoad } from '../load/load.ts';
import { writeRequest } from '../load/plan.ts';
import { type Child, startChild } from '../measure/child.ts';
import { takeRounds } from '../measure/rounds.ts';
import { type Authority, startAuthority } from '../ours/authority.ts';
import { clientSecrets, ordersApi } from '../ours/config.ts';
import { fetchAccessTokens } from '../ours/tokens.ts';
import { writeInput } from '../peers/frameworks/input.ts';
import { createTokensForHono } from '../peers/frameworks/tokens-for-hono.ts';
import type { CaseResult } from '../report/results.ts';

/** Each framework, what may stand before its route, and how much of its bare speed must remain with ours. */
const frameworks = {
  Express: {
    module: 'express',
    protections: ['bare', 'latchkey', 'express-jwt', 'express-oauth2-jwt-bearer'],
    least: 0.85,
  },
  Fastify: { module: 'fastify', protections: ['bare', 'latchkey', '@fastify/jwt', '@fastify/jwt, cache'], least: 0.8 },
  Hono: { module: 'hono', protections: ['bare', 'latchkey', 'hono/jwt'], least: 0.7 },
} as const;

type Framework = keyof typeof frameworks;

interface Served {
  readonly child: Child;
  readonly port: number;
  readonly requests: readonly string[];
}

const connections = 32;
const tokenCount = 200;

export const frameworksCase: Case = {
  name: 'frameworks',
  summary: 'a route with a guard before it against the bare route: Express, Fastify, Hono, and their own guards',
  run: runFrameworks,
};

async function runFrameworks({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const servers = new Map<string, Served>();
  report('starting an authority');
  const authority = await startAuthority();
  const load = await startLoad();
  try {
    const tokens = await fetchAccessTokens(authority, tokenCount);
    const publicKey = await fetchPublicKey(authority);
    for (const framework of Object.keys(frameworks) as Framework[]) {
      for (const protection of frameworks[framework].protections) {
        report(`starting ${framework}, ${protection}`);
        servers.set(
          nameSide(framework, protection),
          await startServer(framework, protection, authority, tokens, publicKey),
        );
      }
    }
    const measured = await takeRounds([...servers.keys()], { rounds, report }, (name, round) =>
      measure(load, servers.get(name), chooseDurationMs(round, quick ? 300 : 1_000)),
    );
    return {
      name: 'frameworks',
      title: 'A guarded route against the bare one, over HTTP',
      notes: [
        `${connections} keep-alive connections from another process, ${tokenCount} tokens in turn, all seen before where a side remembers them. A small client of our own sends them.`,
        'Ours follows the revocation feed of a running authority, checks a scope and marks answers for caches; the others do neither.',
        'hono/jwt refuses the type at+jwt, so it gets tokens of type JWT with the same claims under a key of its own.',
      ],
      tables: (Object.keys(frameworks) as Framework[]).map((framework) => ({
        title: framework,
        unit: 'requests per CPU second',
        digits: 0,
        sides: frameworks[framework].protections.map((protection) => ({
          name: protection,
          values: measured.get(nameSide(framework, protection)) ?? [],
        })),
        base: 'bare',
        bars: [{ side: 'latchkey', of: 'ratio', atLeast: frameworks[framework].least }],
      })),
    };
  } finally {
    for (const { child } of servers.values()) await child.stop();
    await load.stop();
    await authority.stop();
  }
}

function nameSide(framework: Framework, protection: string): string {
  return `${framework}, ${protection}`;
}

async function startServer(
  framework: Framework,
  protection: string,
  authority: Authority,
  tokens: readonly string[],
  publicKey: string,
): Promise<Served> {
  const issuer = { issuer: authority.issuer, audience: ordersApi };
  const own = protection === 'hono/jwt' ? createTokensForHono(issuer, tokenCount) : { tokens, publicKey };
  const input = {
    ...issuer,
    protection,
    publicKey: own.publicKey,
    credentials: { clientId: 'orders-api', clientSecret: clientSecrets['orders-api'] },
  };
  const module = new URL(`../peers/frameworks/${frameworks[framework].module}.ts`, import.meta.url);
  const child = startChild(module, { env: writeInput(input) });
  const port = await child.waitUntilReady<number>();
  // To the bare route too: reading the header is the server's work, not the guard's.
  const requests = own.tokens.map((token) => writeRequest('GET', '/orders', { authorization: `Bearer ${token}` }));
  return { child, port, requests };
}

async function measure(load: Load, server: Served | undefined, durationMs: number): Promise<number> {
  if (server === undefined) throw new Error('There is no such server.');
  const { child, port, requests } = server;
  const plan = { port, connections, durationMs, traffic: { kind: 'repeat', requests } } as const;
  return measurePerCpuSecond(load, child, plan);
}

/** The key of the authority's access tokens, as an application that knows no key sets would configure it. */
async function fetchPublicKey({ issuer }: Authority): Promise<string> {
  const response = await fetch(`${issuer}/jwks`);
  const { keys } = (await response.json()) as { readonly keys: readonly (JsonWebKey & { readonly kid: string })[] };
  const [token] = await fetchAccessTokens({ issuer }, 1);
  const header = JSON.parse(Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString()) as {
    readonly kid: string;
  };
  const key = keys.find(({ kid }) => kid === header.kid);
  if (key === undefined) throw new Error('The authority does not publish the key of its tokens.');
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}
