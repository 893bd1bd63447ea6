import type { ClientRegistry } from '../clients/registry.ts';
import type { ApiConfig } from '../config/config.ts';
import { describeScopes } from '../consents/scope-sentences.ts';
import type { AccountSession } from '../pages/account-sessions.ts';
import type { SessionOverview } from '../sessions/store.ts';

/**
 * What was given access in a session, each application once, with what it may do in sentences. A grant does not say which APIs
 * its scopes are for, so they are explained by all APIs the application may use.
 */
export function describeApplications(
  grants: SessionOverview['grants'],
  context: { readonly registry: ClientRegistry; readonly apis: readonly ApiConfig[] },
): AccountSession['applications'] {
  return [...Map.groupBy(grants, ({ clientId }) => clientId)].map(([clientId, ofClient]) => {
    const client = context.registry.find(clientId);
    const scopes = [...new Set(ofClient.flatMap((grant) => grant.scopes))];
    const groups = describeScopes({ scopes, resources: client?.audiences ?? [] }, context.apis);
    return { name: client?.name ?? clientId, sentences: groups.flatMap(({ sentences }) => sentences) };
  });
}
