import { createHash } from 'node:crypto';
import { encodeBase64url } from '@latchkey/tokens/base64url';
import type { DeclaredItem } from '../clients/store.ts';
import type { AuthorityConfig } from './config.ts';

/**
 * Clients, APIs and roles as the store keeps them to tell what changed since the last start. Of a secret only the digest
 * of its digest appears, so that what is kept says whether it changed and nothing else.
 */
export function describeDeclaration(
  config: Pick<AuthorityConfig, 'apis' | 'roles' | 'clients'>,
): readonly DeclaredItem[] {
  return [
    ...config.apis.map(({ audience, ...api }) => describeItem('api', audience, api)),
    ...config.roles.map(({ name, ...role }) => describeItem('role', name, role)),
    ...config.clients.map(({ clientId, secretHashes, ...client }) =>
      describeItem('client', clientId, { ...client, secretHashes: secretHashes.map(digestAgain).toSorted() }),
    ),
  ];
}

function describeItem(kind: DeclaredItem['kind'], id: string, properties: object): DeclaredItem {
  const described = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, JSON.stringify(sortKeys(value))] as const);
  return { kind, id, properties: Object.fromEntries(described) };
}

/** The order in which members of an object were written says nothing, so it must make no difference. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sortKeys(member)]),
  );
}

function digestAgain(hash: Uint8Array): string {
  return encodeBase64url(createHash('sha256').update(hash).digest());
}
