import { createHash, randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import { createOwnContext } from '../audit/event.ts';
import type { AuthorityParts } from '../authority.ts';

/** The role whose holders administer the authority. What else it permits, at APIs, is for the configuration to say. */
export const administratorRole = 'administrator';

const tokenBytes = 32;

/**
 * Make a one-time link under which the first administrator chooses name and password, in place of any link before. It
 * lives `lifetimes.firstAdministratorLinkSeconds` and works once; the store knows its hash alone.
 *
 * Whoever holds the link becomes administrator: the caller shows it on a terminal or writes it to a file of mode 0600,
 * and never logs it.
 *
 * @returns undefined when somebody is administrator already.
 */
export async function offerFirstAdministrator(
  parts: Pick<AuthorityParts, 'config' | 'store'>,
): Promise<{ readonly link: string } | undefined> {
  const { config, store } = parts;
  const token = randomBytes(tokenBytes);
  const offered = await store.offerFirstAdministrator(
    {
      role: administratorRole,
      linkHash: hashLinkToken(token),
      ttlMs: config.lifetimes.firstAdministratorLinkSeconds * 1000,
    },
    createOwnContext(),
  );
  if (offered === 'exists') return undefined;
  return { link: `${config.issuer}/setup?token=${encodeBase64url(token)}` };
}

/** The hash the store knows a link by; undefined for what cannot be a link's token. */
export function parseLinkToken(text: string): Uint8Array | undefined {
  const token = decodeBase64url(text);
  return token?.length === tokenBytes ? hashLinkToken(token) : undefined;
}

function hashLinkToken(token: Uint8Array): Uint8Array {
  return createHash('sha256').update(token).digest();
}
