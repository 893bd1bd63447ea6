/** The value of Vary with Authorization in it, keeping what others (CORS, compression) put there. @see RFC 9110 §12.5.5 */
export function addAuthorizationToVary(current: string | undefined): string {
  if (current === undefined || current === '') return 'Authorization';
  const names = current.split(',').map((name) => name.trim().toLowerCase());
  return names.includes('authorization') || names.includes('*') ? current : `${current}, Authorization`;
}
