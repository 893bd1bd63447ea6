/** What a storage engine for `@latchkey/bff` implements. */
export * from './session/store.ts';
