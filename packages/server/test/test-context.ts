import type { AuditContext } from '../src/audit/event.ts';

/** Who asks when a test speaks to the store itself. */
export const testContext: AuditContext = { requestId: 'test', address: undefined, userAgent: undefined };
