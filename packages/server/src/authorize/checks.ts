import type { ClientRegistry } from '../clients/registry.ts';
import type { ApiCatalogue } from '../mint/api-catalogue.ts';
import type { ReadIdTokenHint } from '../mint/id-token-hint.ts';

/** What a check may look things up in. */
export interface CheckContext {
  readonly clients: ClientRegistry;
  readonly catalogue: ApiCatalogue;
  readonly readIdTokenHint: ReadIdTokenHint;
}

/**
 * One rule of the authorization request: sees what earlier rules established and answers what it adds.
 *
 * @throws OAuthError when the request breaks the rule.
 */
export type Check<Known extends object, Adds extends object> = (known: Known, context: CheckContext) => Adds;

/** Rules in the order they are judged. The compiler knows what is established at each place of the list. */
export interface Checklist<Start extends object, Known extends object> {
  /** The same list with one more rule at its end. */
  and<Adds extends object>(check: Check<Known, Adds>): Checklist<Start, Known & Adds>;
  /** Judge all of it; the first broken rule throws. */
  judge(start: Start, context: CheckContext): Known;
}

/** An empty list of rules about a `Start`. */
export function listChecks<Start extends object>(): Checklist<Start, Start> {
  return createChecklist((start) => start);
}

function createChecklist<Start extends object, Known extends object>(
  judge: (start: Start, context: CheckContext) => Known,
): Checklist<Start, Known> {
  return {
    judge,
    and: (check) =>
      createChecklist((start, context) => {
        const known = judge(start, context);
        return { ...known, ...check(known, context) };
      }),
  };
}
