/** The own claim of the behaviour suite, whose guard is made without the type of its claims. */
export function readTenant(claims: object): unknown {
  return (claims as { tenant?: unknown }).tenant;
}
