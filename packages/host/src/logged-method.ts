const loggedMethods: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'],
]);

/** A request's method as a log may show it: the caller chooses its letters freely, so only known ones get there. */
export function describeMethod(method: string): string {
  return loggedMethods.has(method) ? method : 'other';
}
