export type { KeyChange } from './change.ts';
export type * from './key-ring.ts';
export { KeyRingError, type KeyRingErrorCode } from './key-ring-error.ts';
export { type KeyRingOptions, type ManagedKeyRing, openKeyRing } from './open-key-ring.ts';
export type { KeyPolicy } from './policy.ts';
export { createMemoryProvider, type RingProvider, type RingWitness } from './provider.ts';
export type { KeyState } from './schedule.ts';
