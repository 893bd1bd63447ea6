/**
 * The value of Vary with Authorization in it, keeping what others (CORS, compression) put there.
 *
 * @param current - as `getHeader` of a server gives it.
 * @see RFC 9110 §12.5.5
 */
export function addAuthorizationToVary(current: string | number | readonly string[] | undefined): string {
  if (current === undefined) return 'Authorization';
  const vary = [current].flat().join(', ');
  if (vary === '') return 'Authorization';
  const names = vary.split(',').map((name) => name.trim().toLowerCase());
  return names.includes('authorization') || names.includes('*') ? vary : `${vary}, Authorization`;
}
