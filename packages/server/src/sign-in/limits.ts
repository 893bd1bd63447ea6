import { createHmac } from 'node:crypto';
import type { KeyRing } from '@latchkey/keys';
import type { SignInLimitConfig } from '../config/config.ts';
import type { UserId } from '../ids.ts';
import { toAddressBlock } from './address-block.ts';
import { deriveBrowserSecrets } from './browser-secrets.ts';
import type { AttemptCounter, AttemptReservation } from './store.ts';

/** Who tries to sign in, as far as it decides what the attempt counts against. */
export interface SignInAttempt {
  /** What was typed, normalised; whether anybody is called so makes no difference. */
  readonly identifierKey: string;
  readonly address: string;
  /** Set when the attempt comes from a device this very person signed in on before. */
  readonly knownDevice: { readonly deviceId: string; readonly userId: UserId } | undefined;
}

export interface CountedAttempt {
  /** To be reserved before anything is hashed. */
  readonly counters: readonly AttemptCounter[];
  /** To be forgotten when the attempt succeeds. */
  readonly clearedBySuccess: readonly Uint8Array[];
}

/** There were too many tries before this one, which was not judged. */
export interface AttemptLimited {
  readonly status: 'limited';
  /** At least 1. */
  readonly retryAfterSeconds: number;
}

/** How a reservation that was refused is told. */
export function describeLimit({ retryAfterMs }: Extract<AttemptReservation, { allowed: false }>): AttemptLimited {
  return { status: 'limited', retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) };
}

export interface SignInLimits {
  countSignIn(attempt: SignInAttempt): CountedAttempt;
  countSignUp(address: string): readonly AttemptCounter[];
}

/**
 * What an attempt counts against (L2).
 *
 * A stranger's attempt counts against the account and the address. An attempt from a known device counts against that
 * device and account only: strangers can neither use up its tries nor lock it out, not even from behind the same
 * address. A success forgets the counter of account or device it was charged to, never that of the address: else
 * somebody with one account of their own could wash away their guesses at others.
 *
 * The account is what was typed, not whom it names: else the point where two names share a counter would tell that
 * both belong to one person. A person's user name and e-mail can therefore be guessed at `perAccount` times each.
 */
export function createSignInLimits(config: SignInLimitConfig, keys: KeyRing): SignInLimits {
  const windowMs = config.windowSeconds * 1000;
  // Keyed, so that the store's digests cannot be undone by trying every IPv4 address.
  const secrets = deriveBrowserSecrets(keys, 'latchkey attempt counters');
  const createCounter = (limit: number, ...what: readonly string[]): AttemptCounter => ({
    key: createHmac('sha256', secrets.current().key).update(JSON.stringify(what)).digest(),
    limit,
    windowMs,
  });

  return {
    countSignIn({ identifierKey, address, knownDevice }) {
      if (knownDevice !== undefined) {
        const device = createCounter(config.perDevice, 'device', knownDevice.deviceId, knownDevice.userId);
        return { counters: [device], clearedBySuccess: [device.key] };
      }
      const account = createCounter(config.perAccount, 'account', identifierKey);
      const block = createCounter(config.perAddress, 'address', toAddressBlock(address));
      return { counters: [account, block], clearedBySuccess: [account.key] };
    },

    countSignUp: (address) => [createCounter(config.signUpsPerAddress, 'sign-up', toAddressBlock(address))],
  };
}
