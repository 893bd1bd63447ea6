import { minPasswordHashingWork } from '../number-settings.ts';
import type { Rule } from './rule.ts';

/** Pairs of which the first must not exceed the second. */
const orderedLifetimes = [
  ['sessionIdleSeconds', 'sessionAbsoluteSeconds'],
  ['rememberedSessionIdleSeconds', 'rememberedSessionAbsoluteSeconds'],
  ['sessionAbsoluteSeconds', 'rememberedSessionAbsoluteSeconds'],
] as const;

export const checkLifetimes: Rule = function* ({ settings: { lifetimes, http, tokenSize }, clients }) {
  if (lifetimes !== undefined) {
    for (const [shorter, longer] of orderedLifetimes) {
      if (lifetimes[shorter] > lifetimes[longer]) yield describeOrder('lifetimes', shorter, longer);
    }
    if (lifetimes.signingKeySeconds < 2 * lifetimes.jwksSeconds) {
      yield {
        path: 'lifetimes.signingKeySeconds',
        what: 'is less than twice lifetimes.jwksSeconds, so that a key would be replaced before every verifier knows the next',
        remedy: 'Make it longer, or jwksSeconds shorter.',
      };
    }
  }
  if (http !== undefined && http.headersTimeoutSeconds > http.requestTimeoutSeconds) {
    yield describeOrder('http', 'headersTimeoutSeconds', 'requestTimeoutSeconds');
  }
  if (tokenSize !== undefined && tokenSize.warnBytes > tokenSize.maxBytes) {
    yield describeOrder('tokenSize', 'warnBytes', 'maxBytes');
  }
  for (const { path, value } of clients) {
    if (value.refreshIdleTtlSeconds > value.refreshAbsoluteTtlSeconds) {
      yield describeOrder(path, 'refreshIdleTtlSeconds', 'refreshAbsoluteTtlSeconds');
    }
  }
};

export const checkPasswordHashing: Rule = function* ({ settings: { passwordHashing } }) {
  if (passwordHashing === undefined) return;
  if (passwordHashing.memoryKiB * passwordHashing.iterations < minPasswordHashingWork) {
    yield {
      path: 'passwordHashing',
      what: `is too weak: memoryKiB times iterations is less than ${minPasswordHashingWork}`,
      remedy: 'Leave both out for the default (19456 and 2), or raise one of them.',
    };
  }
};

function describeOrder(
  at: string,
  shorter: string,
  longer: string,
): { readonly path: string; readonly what: string; readonly remedy: string } {
  return {
    path: `${at}.${shorter}`,
    what: `is more than ${at}.${longer}`,
    remedy: `Lower it, or raise ${longer}.`,
  };
}
