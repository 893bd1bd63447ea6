/**
 * Header names by which rows of data are matched: lower case, and underscores as hyphens, because servers behind CGI-like
 * interfaces cannot tell the two apart.
 */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Of one connection alone; never passed on. `Connection` can name more, see {@link readConnectionOptions}. @see RFC 9110 §7.6.1 */
export const hopByHopHeaders: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];

/** The further headers that a `Connection` header makes hop-by-hop. */
export function readConnectionOptions(connection: string | null | undefined): readonly string[] {
  return (connection ?? '')
    .split(',')
    .map((option) => normaliseName(option.trim()))
    .filter((option) => option !== '');
}

/** Names that are dropped: those of `exact`, and those that begin with one of `prefixes`. All in normal form. */
export interface NameRows {
  readonly exact: readonly string[];
  readonly prefixes: readonly string[];
}

/** Make the test for many rows at once. */
export function createNameMatcher(rows: readonly NameRows[]): (name: string) => boolean {
  const exact = new Set(rows.flatMap((row) => row.exact));
  const prefixes = rows.flatMap((row) => row.prefixes);
  return (name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}
