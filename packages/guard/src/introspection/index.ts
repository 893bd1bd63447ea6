export { createIntrospector, type Introspector } from './introspector.ts';
export type { IntrospectorOptions } from './introspector-options.ts';
export type { IntrospectionVerdict } from './verdict.ts';
