/**
 * What a process says with its end, after sysexits(3), so that a supervisor can tell what helps: a person (78, or 64 for a
 * mistyped command), trying again (75), or neither (70).
 */
export const exitCodes = { usage: 64, unexpected: 70, inUse: 75, configuration: 78 } as const;
