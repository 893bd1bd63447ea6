import type { KeyObject } from 'node:crypto';
import { hashHandle, type RefreshTokenFields, verifyRefreshToken } from '@latchkey/tokens/refresh-token';
import type { AuthorityParts } from '../authority.ts';
import type { RefreshTokenReference } from './store.ts';

/** A refresh token one of our keys made, and what the store knows its grant by. */
export interface PresentedRefreshToken {
  readonly fields: RefreshTokenFields;
  readonly reference: RefreshTokenReference;
}

/** Undefined for any other text, at the cost of one HMAC at most and of no storage (T3, V5). */
export type ReadRefreshToken = (token: string) => PresentedRefreshToken | undefined;

/** Does not check that the grant exists or lives, whose it is, or which generation it is at: its row knows. */
export function createRefreshTokenReader(parts: Pick<AuthorityParts, 'config' | 'keys'>): ReadRefreshToken {
  const { issuer } = parts.config;
  const keyById = (id: number): KeyObject | undefined => parts.keys.secretById('refresh_token', id)?.key;
  return (token) => {
    const fields = verifyRefreshToken(token, { issuer, keyById });
    if (fields === undefined) return undefined;
    const { grantNumber, generation, handle } = fields;
    return { fields, reference: { grantNumber, generation, handleHash: hashHandle(handle) } };
  };
}
