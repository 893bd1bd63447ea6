import type { ApiConfig, RoleConfig } from '../config/config.ts';

/** Audience → permissions there. */
type PermissionsByAudience = Readonly<Record<string, readonly string[]>>;

/** The permissions of a person at some APIs, and nowhere else (T2). */
export type ResolvePermissions = (roles: readonly string[], apis: readonly ApiConfig[]) => readonly string[];

/**
 * Look permissions up in the declared roles, so that a changed declaration shows in the next token (T5). A role that is
 * no longer declared permits nothing.
 */
export function createPermissionResolver(roles: readonly RoleConfig[]): ResolvePermissions {
  const byRole = new Map(roles.map((role) => [role.name, role.permissions]));
  return (names, apis) => {
    if (names.length === 0) return [];
    return collectPermissions(
      names.map((name) => byRole.get(name)),
      apis,
    );
  };
}

/**
 * The union of some permission tables at these APIs, each once. A permission that its API does not declare is left out,
 * and one that two APIs share is not told apart: give permissions of different APIs different names.
 */
export function collectPermissions(
  tables: readonly (PermissionsByAudience | undefined)[],
  apis: readonly ApiConfig[],
): readonly string[] {
  const permissions = new Set<string>();
  for (const api of apis) {
    for (const table of tables) {
      if (table === undefined || !Object.hasOwn(table, api.audience)) continue;
      for (const permission of table[api.audience] ?? []) {
        if (Object.hasOwn(api.permissions, permission)) permissions.add(permission);
      }
    }
  }
  return [...permissions];
}
