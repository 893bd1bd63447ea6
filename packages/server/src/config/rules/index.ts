import type { ConfigProblem } from '@latchkey/host/config-problem';
import type { Draft } from '../draft.ts';
import { checkApis, checkRoles } from './apis.ts';
import { checkAppearance } from './appearance.ts';
import { checkClientReferences } from './client-references.ts';
import { checkClients } from './clients.ts';
import { checkIssuer } from './issuer.ts';
import { checkLifetimes, checkPasswordHashing } from './lifetimes.ts';
import type { Rule } from './rule.ts';
import { checkPort, checkTransport, checkTrustedProxies } from './transport.ts';

/** Every rule, in the order their problems are listed. */
const rules: readonly Rule[] = [
  checkIssuer,
  checkTransport,
  checkPort,
  checkTrustedProxies,
  checkAppearance,
  checkApis,
  checkRoles,
  checkClients,
  checkClientReferences,
  checkLifetimes,
  checkPasswordHashing,
];

/** All that is wrong between the parts of a configuration. */
export function checkRules(draft: Draft): readonly ConfigProblem[] {
  return rules.flatMap((rule) => [...rule(draft)]);
}
