import type { AuthorityStore } from '@latchkey/server/store';
import { type IssuedGrant, refresh } from '../../../../packages/stores/src/contract/steps.ts';

/** Short, so that rows of a small store, refreshed each second here, remember no more refreshes than those of a large one. */
export const refreshOverlapMs = 100;

/** @returns The generation of the successor. */
export async function refreshOnce(store: AuthorityStore, grant: IssuedGrant, generation: number): Promise<number> {
  const result = await refresh(store, grant, generation, { overlapMs: refreshOverlapMs });
  if (result.status === 'rotated') return result.generation;
  throw new Error(`A refresh was answered ${result.status}.`);
}
