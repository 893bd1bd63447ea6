export type { Bff, BffConnection, SentLine } from './bff.ts';
export { BffError, type BffErrorCode } from './bff-error.ts';
export { createBff } from './create-bff.ts';
export type { BffLog } from './log.ts';
export type { BffApiOptions, BffOptions } from './options.ts';
export { type Problem, type ProblemCode, type ProblemRow, problems } from './problems.ts';
