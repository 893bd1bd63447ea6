import type { KeyObject } from 'node:crypto';
import { compareStates, type KeyChange, readStates } from './change.ts';
import type { KeyRing } from './key-ring.ts';
import { KeyRingError } from './key-ring-error.ts';
import { completePolicy, type KeyPolicy } from './policy.ts';
import type { RingProvider, RingWitness } from './provider.ts';
import { createRingKeeper, type RingKeeper } from './ring-keeper.ts';
import type { RingView } from './ring-view.ts';

export interface KeyRingOptions {
  /** The authority's issuer identifier. A ring of one issuer does not open for another. */
  readonly issuer: string;
  /** 32 random bytes, from environment, file or vault; never stored beside the ring. */
  readonly sealingKey: KeyObject;
  readonly provider: RingProvider;
  readonly policy: KeyPolicy;
  readonly clock: { nowMs(): number };
  /** Notices an old ring put back while no process watched. Default: only this process's own memory does. */
  readonly witness?: RingWitness | undefined;
  /** Called for each key that entered another state; for the audit trail. Must not throw. */
  readonly onChange?: ((change: KeyChange) => void) | undefined;
  /** Called when watching the stored ring failed; the ring in memory goes on. Default: a process warning. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A ring that can also be changed. */
export interface ManagedKeyRing extends KeyRing {
  /**
   * Withdraw a key at once, on every node within `reloadMs`: it neither signs nor verifies any more, and is replaced if it
   * was active. Verifiers elsewhere go on trusting it until their copy of the JWKS ends, unless a revocation tells them.
   */
  revoke(kid: string): Promise<'revoked' | 'unknown'>;
}

/**
 * Open the stored ring, making it on first use, and keep it rolled over by the policy while open.
 *
 * Its timer does not keep the process alive.
 *
 * @throws KeyRingError `invalid_policy`, `unreadable`, `rolled_back`, `contended`, and whatever the provider throws.
 */
export async function openKeyRing(options: KeyRingOptions): Promise<ManagedKeyRing> {
  const policy = completePolicy(options.policy);
  const { clock, onChange } = options;
  const keeper = createRingKeeper({ ...options, policy });
  let states = readStates(await keeper.readStored(), clock.nowMs());
  let turn: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  /** One change or look at a time. */
  function takeTurn(act: (keeper: RingKeeper) => Promise<void>): Promise<void> {
    const done = turn.then(async () => {
      await act(keeper);
      const statesNow = readStates(keeper.view().ring, clock.nowMs());
      const changes = compareStates(states, statesNow);
      states = statesNow;
      for (const change of changes) onChange?.(change);
    });
    turn = done.catch(() => undefined);
    return done;
  }

  /** The next look starts after this one has ended, so that a slow provider is not asked twice at a time. */
  function watchAgainLater(): void {
    timer = setTimeout(() => void watch(), policy.reloadMs).unref();
  }

  async function watch(): Promise<void> {
    await takeTurn((ring) => ring.refresh()).catch(reportError);
    if (timer !== undefined) watchAgainLater();
  }

  const reportError = options.onError ?? ((error) => process.emitWarning(describeFailure(error), 'KeyRingWarning'));
  await takeTurn((ring) => ring.refresh());
  watchAgainLater();

  return {
    ...createAnswers(() => keeper.view(), clock),
    async revoke(kid) {
      let isKnown = false;
      await takeTurn(async (ring) => {
        isKnown = await ring.revoke(kid);
      });
      return isKnown ? 'revoked' : 'unknown';
    },
    async close() {
      clearTimeout(timer);
      timer = undefined;
      await turn;
    },
  };
}

function createAnswers(view: () => RingView, clock: { nowMs(): number }): Omit<KeyRing, 'close'> {
  return {
    signer(purpose, alg) {
      return view().findSigner(purpose, alg, clock.nowMs()) ?? refuseMissing(`${purpose} with ${alg}`);
    },
    verifier: (purpose, kid) => view().findVerifier(purpose, kid, clock.nowMs()),
    jwks: () => ({ keys: view().listPublicKeys(clock.nowMs()) }),
    feedJwks: () => ({ keys: view().listFeedKeys(clock.nowMs()) }),
    secret(purpose) {
      return view().findSecret(purpose, clock.nowMs()) ?? refuseMissing(purpose);
    },
    secretById: (purpose, id) => view().findSecretById(purpose, id, clock.nowMs()),
  };
}

function refuseMissing(what: string): never {
  throw new KeyRingError('no_active_key', `The key ring has no active key for ${what}: name it in the key policy.`);
}

function describeFailure(error: unknown): string {
  return `The stored key ring could not be watched: ${error instanceof Error ? error.message : String(error)}`;
}
