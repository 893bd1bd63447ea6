import type { Endpoint } from './exchange.ts';

/** All endpoints of one path. */
export interface Route {
  /** As declared, with its `:name` segments: what logs and metrics may show. */
  readonly pattern: string;
  readonly endpoints: readonly Endpoint[];
  /** The value of `Allow`, RFC 9110 §10.2.1. */
  readonly allow: string;
}

export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export interface RouteTable {
  /** Match a path exactly as it was sent: letter case, encoding and a trailing slash count. */
  find(path: string): RouteMatch | undefined;
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Sort endpoints by path. Paths without `:name` are looked up in one map; the few others are compared segment by segment
 * afterwards, so `/account/sessions/current` wins over `/account/sessions/:sid`.
 *
 * @throws Error when two endpoints claim the same method and body of one path: a mistake in the code.
 */
export function createRouteTable(endpoints: readonly Endpoint[]): RouteTable {
  const byPath = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const others = byPath.get(endpoint.path) ?? [];
    if (others.some((other) => claimsSame(other, endpoint))) {
      throw new Error(`Two endpoints claim ${endpoint.method} ${endpoint.path}.`);
    }
    byPath.set(endpoint.path, [...others, endpoint]);
  }

  const exact = new Map<string, RouteMatch>();
  const patterns: { readonly segments: readonly string[]; readonly route: Route }[] = [];
  for (const [pattern, rows] of byPath) {
    const route: Route = { pattern, endpoints: rows, allow: listMethods(rows).join(', ') };
    if (pattern.includes('/:')) patterns.push({ segments: pattern.split('/'), route });
    else exact.set(pattern, { route, params: noParams });
  }

  return {
    find(path) {
      const found = exact.get(path);
      if (found !== undefined) return found;
      const segments = path.split('/');
      for (const { segments: expected, route } of patterns) {
        const params = matchSegments(expected, segments);
        if (params !== undefined) return { route, params };
      }
      return undefined;
    },
  };
}

function claimsSame(one: Endpoint, other: Endpoint): boolean {
  if (one.method !== other.method) return false;
  return one.method !== 'POST' || other.method !== 'POST' || one.body === other.body;
}

function listMethods(endpoints: readonly Endpoint[]): readonly string[] {
  const methods = new Set<string>();
  for (const { method } of endpoints) {
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
  }
  methods.add('OPTIONS');
  return [...methods];
}

function matchSegments(expected: readonly string[], actual: readonly string[]): Record<string, string> | undefined {
  if (expected.length !== actual.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    if (!segment.startsWith(':')) {
      if (segment !== value) return undefined;
      continue;
    }
    const decoded = decodeSegment(value);
    if (decoded === undefined || decoded === '') return undefined;
    params[segment.slice(1)] = decoded;
  }
  return params;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
