import { attemptIntents } from './attempts.ts';
import { auditIntents } from './audit-trail.ts';
import { clientIntents } from './clients.ts';
import { codeIntents } from './codes.ts';
import { consentIntents } from './consents.ts';
import { firstAdministratorIntents } from './first-administrator.ts';
import { grantIntents } from './grants.ts';
import type { IntentTable } from './intent-table.ts';
import { logoutNotificationIntents } from './logout-notifications.ts';
import { revocationIntents } from './revocation-log.ts';
import { sessionIntents } from './sessions.ts';
import { userIntents } from './users.ts';

/** Everything the engine can be asked for. */
export const intents: IntentTable = {
  ...attemptIntents,
  ...auditIntents,
  ...clientIntents,
  ...codeIntents,
  ...consentIntents,
  ...firstAdministratorIntents,
  ...grantIntents,
  ...logoutNotificationIntents,
  ...revocationIntents,
  ...sessionIntents,
  ...userIntents,
};
