/** One challenge of a `WWW-Authenticate` header. @see RFC 9110 §11.6.1 */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** The value of its `error` parameter. @see RFC 6750 §3.1 */
  readonly error: string | undefined;
  /** As sent. */
  readonly text: string;
}

/** Commas that separate: those outside quoted strings. */
const items = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g;
/** The start of a challenge: a scheme alone, or one with something behind it that does not make it a parameter. */
const challengeStart = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\s+(?![\s=])|$)/;
const errorParameter = /(?:^|[\s,])error\s*=\s*(?:"([^"]*)"|([^\s",]+))/i;

/**
 * Read a `WWW-Authenticate` header, in which commas stand between challenges and between the parameters of one alike. What
 * stands before the first scheme is dropped.
 */
export function parseChallenges(header: string | null): readonly Challenge[] {
  const texts: string[] = [];
  for (const [item] of (header ?? '').matchAll(items)) {
    const text = item.trim();
    if (text === '') continue;
    if (challengeStart.test(text)) texts.push(text);
    else if (texts.length > 0) texts[texts.length - 1] += `, ${text}`;
  }
  return texts.map((text) => {
    const scheme = challengeStart.exec(text)?.[1] ?? '';
    const [, quoted, plain] = errorParameter.exec(text.slice(scheme.length)) ?? [];
    return { scheme: scheme.toLowerCase(), error: quoted ?? plain, text };
  });
}

/** The schemes of access tokens. Others make a browser ask its user for a password, in this application's name. */
const tokenSchemes: ReadonlySet<string> = new Set(['bearer', 'dpop']);

/** What a page may learn of a header: its challenges of Bearer and DPoP. Undefined when there is none. */
export function keepTokenChallenges(header: string | null): string | undefined {
  const kept = parseChallenges(header).filter(({ scheme }) => tokenSchemes.has(scheme));
  return kept.length === 0 ? undefined : kept.map(({ text }) => text).join(', ');
}

/**
 * Whether another access token could help: the API says that this one is no good. `insufficient_user_authentication` is
 * not that; only a new sign-in helps there (RFC 9470), and `insufficient_scope` is no 401.
 */
export function saysInvalidToken(header: string | null): boolean {
  return parseChallenges(header).some(({ scheme, error }) => tokenSchemes.has(scheme) && error === 'invalid_token');
}
