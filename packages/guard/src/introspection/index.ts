export {
  createIntrospector,
  type IntrospectionVerdict,
  type Introspector,
  type IntrospectorOptions,
} from './introspector.ts';
