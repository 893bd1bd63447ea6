/**
 * In SQL: the number of the row that an id names, where a table refers to it. NULL for an id that names nothing, which
 * equals no number and which no table takes for one.
 */

export function userNumberSql(userId: string): string {
  return `(SELECT user_number FROM users WHERE user_id = ${userId})`;
}

export function sessionNumberSql(sessionId: string): string {
  return `(SELECT session_number FROM sessions WHERE session_id = ${sessionId})`;
}
