import { type CompleteKeyPolicy, completePolicy, type KeyPolicy } from '../src/policy.ts';

export const minuteMs = 60_000;
export const hourMs: number = 60 * minuteMs;
export const dayMs: number = 24 * hourMs;

/** A policy as an installation might have it, with ES256 alone, since RSA keys take long to make. */
export const examplePolicy: KeyPolicy = {
  jwksTtlMs: hourMs,
  signingKeyTtlMs: 30 * dayMs,
  retainMs: { access_token: hourMs, id_token: hourMs, feed: minuteMs, refresh_token: 90 * dayMs, browser: dayMs },
  idTokenAlgs: ['ES256'],
  reloadMs: minuteMs,
};

export const completeExamplePolicy: CompleteKeyPolicy = completePolicy(examplePolicy);
