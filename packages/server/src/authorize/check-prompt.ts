import { OAuthError } from '../http/oauth-error.ts';
import type { OAuthParameters } from '../http/oauth-parameters.ts';

/** The `prompt` values there are, OpenID Connect Core §3.1.2.1. */
export const promptValues = ['none', 'login', 'consent', 'select_account'] as const;

export type Prompt = (typeof promptValues)[number];

/** Every `prompt` is known, and `none`, which forbids any page, stands alone. */
export function checkPrompt({ parameters }: { readonly parameters: OAuthParameters }): {
  readonly prompt: ReadonlySet<Prompt>;
} {
  const prompt = new Set<Prompt>();
  for (const value of parameters.values.get('prompt')?.split(' ') ?? []) {
    const known = promptValues.find((candidate) => candidate === value);
    if (known === undefined) {
      throw new OAuthError('invalid_request', `The parameter prompt may hold ${promptValues.join(', ')} only.`);
    }
    prompt.add(known);
  }
  if (prompt.has('none') && prompt.size > 1) {
    throw new OAuthError('invalid_request', 'The prompt none cannot be combined with another.');
  }
  return { prompt };
}
