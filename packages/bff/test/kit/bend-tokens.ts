import type { WiredAuthority } from './test-authority.ts';

type Members = Record<string, unknown>;

/** Let the token endpoint answer otherwise than it would: each answer passes through `bend`. */
export function bendTokens(wire: WiredAuthority, bend: (tokens: Members) => Members): void {
  wire.intercept = async (request) => {
    if (!request.url.endsWith('/token')) return undefined;
    const answer = await wire.authority.fetch(request.clone());
    return Response.json(bend((await answer.json()) as Members), { status: answer.status });
  };
}

/**
 * An ID token with other claims. Its signature no longer fits, which a token straight from the token endpoint is not asked
 * for (OpenID Connect Core §3.1.3.7 item 6).
 */
export function bendIdToken(idToken: unknown, claims: Members, header: Members = {}): string {
  const [head, body, signature] = String(idToken).split('.');
  return [replaceMembers(head, header), replaceMembers(body, claims), signature].join('.');
}

function replaceMembers(part: string | undefined, members: Members): string {
  const present = JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Members;
  return Buffer.from(JSON.stringify({ ...present, ...members })).toString('base64url');
}
