/** What a page's referrer policy lets a request say about it, in `Referer` and in `Origin`. */

const policies = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const;

export type ReferrerPolicy = (typeof policies)[number];

/** The last policy of the header that is known; the browsers' default without one. */
export function readReferrerPolicy(headers: Headers): ReferrerPolicy {
  const named = (headers.get('referrer-policy') ?? '').split(',').map((token) => token.trim().toLowerCase());
  return named.findLast(isReferrerPolicy) ?? 'strict-origin-when-cross-origin';
}

/** @see https://www.w3.org/TR/referrer-policy/#determine-requests-referrer */
export function refererFor(policy: ReferrerPolicy, from: URL, to: URL): string | undefined {
  const full = `${from.origin}${from.pathname}${from.search}`;
  const origin = `${from.origin}/`;
  const sameOrigin = from.origin === to.origin;
  const downgrade = isDowngrade(from, to);
  switch (policy) {
    case 'no-referrer':
      return undefined;
    case 'no-referrer-when-downgrade':
      return downgrade ? undefined : full;
    case 'same-origin':
      return sameOrigin ? full : undefined;
    case 'origin':
      return origin;
    case 'strict-origin':
      return downgrade ? undefined : origin;
    case 'origin-when-cross-origin':
      return sameOrigin ? full : origin;
    case 'strict-origin-when-cross-origin':
      if (sameOrigin) return full;
      return downgrade ? undefined : origin;
    case 'unsafe-url':
      return full;
  }
}

/** The `Origin` of a navigation that is no GET. @see https://fetch.spec.whatwg.org/#append-a-request-origin-header */
export function serializeOrigin(policy: ReferrerPolicy, from: URL, to: URL): string {
  if (policy === 'no-referrer') return 'null';
  if (policy === 'same-origin' && from.origin !== to.origin) return 'null';
  const strict = ['no-referrer-when-downgrade', 'strict-origin', 'strict-origin-when-cross-origin'].includes(policy);
  return strict && isDowngrade(from, to) ? 'null' : from.origin;
}

function isReferrerPolicy(name: string): name is ReferrerPolicy {
  return (policies as readonly string[]).includes(name);
}

function isDowngrade(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol !== 'https:';
}
