import type { Case, CaseOptions } from '../case.ts';
import { chooseDurationMs, type Load, measurePerCpuSecond, startLoad } from '../load/load.ts';
import type { Traffic } from '../load/plan.ts';
import { type Child, startChild } from '../measure/child.ts';
import { takeRounds } from '../measure/rounds.ts';
import { startAuthority } from '../ours/authority.ts';
import { clientSecrets, ordersApi } from '../ours/config.ts';
import { fetchRefreshTokens } from '../ours/people.ts';
import { clientCredentialsRequest, refreshHead } from '../ours/tokens.ts';
import type { AdapterName, OidcProviderInput } from '../peers/oidc-provider/server.ts';
import type { CaseResult, Table } from '../report/results.ts';

const connections = 32;
const ours = 'Latchkey, SQLite, FULL';
const base = 'oidc-provider, memory';
const adapters: readonly AdapterName[] = ['memory', 'memory, no rotation', 'SQLite, NORMAL', 'SQLite, FULL'];
const grants = ['client credentials', 'refresh'] as const;

type GrantName = (typeof grants)[number];

/** One server that gives tokens. */
interface TokenServer extends Pick<Child, 'readUsage'> {
  readonly port: number;
  /** First refresh tokens for a round, one for each connection. */
  prepare(round: number): Promise<{ readonly chain: string; readonly tokens: readonly string[] }>;
  stop(): Promise<void>;
}

export const tokensCase: Case = {
  name: 'tokens',
  summary: 'the token endpoint: client_credentials and refresh against oidc-provider in memory and on SQLite',
  run: runTokens,
};

async function runTokens({ rounds, quick, report }: CaseOptions): Promise<CaseResult> {
  const servers = new Map<string, TokenServer>();
  const load = await startLoad();
  try {
    report(`starting ${ours}`);
    servers.set(ours, await startOurs());
    for (const adapter of adapters) {
      report(`starting oidc-provider, ${adapter}`);
      servers.set(`oidc-provider, ${adapter}`, await startOidcProvider(adapter));
    }
    const sides = [...servers.keys()].flatMap((server) =>
      grants.filter((grant) => isMeasured(server, grant)).map((grant) => nameSide(server, grant)),
    );
    const measured = await takeRounds(sides, { rounds, report }, async (side, round) => {
      const [server, grant] = readSide(side);
      return measure(load, servers.get(server), grant, round, chooseDurationMs(round, quick ? 400 : 1_500));
    });
    return {
      name: 'tokens',
      title: 'The token endpoint, over HTTP',
      notes: [
        `${connections} keep-alive connections from another process. All sign ES256 access tokens (JWT) and know their clients by client_secret_basic.`,
        'Ours has its audit trail, limits and logs on and answers a refresh when it is on disk. Every refresh rotates the token.',
        'The SQLite adapter of oidc-provider is ours: one table, WAL, prepared statements, on its main thread. "No rotation" is its default for confidential clients.',
      ],
      tables: [createTable('client credentials', 2.5, servers, measured), createTable('refresh', 3, servers, measured)],
    };
  } finally {
    for (const server of servers.values()) await server.stop();
    await load.stop();
  }
}

/** Whether refresh tokens rotate makes no difference to clients' own tokens. */
function isMeasured(server: string, grant: GrantName): boolean {
  return grant === 'refresh' || !server.includes('no rotation');
}

function nameSide(server: string, grant: GrantName): string {
  return `${grant}: ${server}`;
}

function readSide(side: string): [server: string, grant: GrantName] {
  const grant = grants.find((name) => side.startsWith(`${name}: `));
  if (grant === undefined) throw new Error(`There is no side ${side}.`);
  return [side.slice(grant.length + 2), grant];
}

function createTable(
  grant: GrantName,
  atLeast: number,
  servers: ReadonlyMap<string, TokenServer>,
  measured: ReadonlyMap<string, readonly number[]>,
): Table {
  return {
    title: grant,
    unit: 'requests per CPU second',
    digits: 0,
    sides: [...servers.keys()]
      .filter((server) => isMeasured(server, grant))
      .map((server) => ({ name: server, values: measured.get(nameSide(server, grant)) ?? [] })),
    base,
    bars: [{ side: ours, of: 'ratio', atLeast }],
  };
}

async function measure(
  load: Load,
  server: TokenServer | undefined,
  grant: GrantName,
  round: number,
  durationMs: number,
): Promise<number> {
  if (server === undefined) throw new Error('There is no such server.');
  const traffic: Traffic =
    grant === 'refresh'
      ? { kind: 'refresh', head: refreshHead, ...(await server.prepare(round)) }
      : { kind: 'repeat', requests: [clientCredentialsRequest] };
  return measurePerCpuSecond(load, server, { port: server.port, connections, durationMs, traffic });
}

/** Its grants go on from round to round: they have one row each, however often they are refreshed. */
async function startOurs(): Promise<TokenServer> {
  const authority = await startAuthority();
  const tokens = await fetchRefreshTokens(authority, connections);
  return {
    port: authority.port,
    readUsage: authority.readUsage,
    prepare: async () => ({ chain: ours, tokens }),
    stop: authority.stop,
  };
}

/** New grants for each round: its memory keeps a list of all tokens of a grant, which would grow without end here. */
async function startOidcProvider(adapter: AdapterName): Promise<TokenServer> {
  const input: OidcProviderInput = { adapter, audience: ordersApi, clientSecrets };
  const child = startChild(new URL('../peers/oidc-provider/server.ts', import.meta.url), {
    env: { BENCH_OIDC_PROVIDER: JSON.stringify(input) },
  });
  return {
    port: await child.waitUntilReady<number>(),
    readUsage: child.readUsage,
    prepare: async (round) => ({ chain: `${adapter}, round ${round}`, tokens: await child.ask(connections) }),
    stop: child.stop,
  };
}
