import type { Rule } from './rule.ts';

/** Scopes say what the client may do for somebody; permissions, what that somebody may do. */
export const permission: Rule = {
  name: 'permission',
  demands: 'permissions has every permission of the route',
  check({ token, route }) {
    for (const wanted of route.permissions) {
      if (!token.permissions.has(wanted)) {
        return { code: 'insufficient_permission', rule: 'permission', detail: `it lacks ${wanted}` };
      }
    }
    return undefined;
  },
};
