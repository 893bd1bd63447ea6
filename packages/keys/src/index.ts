export type * from './key-ring.ts';
