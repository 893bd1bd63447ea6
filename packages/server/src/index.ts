export type { Authority, AuthorityParts } from './authority.ts';
export type { Connection } from './http/exchange.ts';
export type { Log, LogFields } from './log.ts';
