export { type RunningServer, type ServeOptions, serveAuthority } from './serve.ts';
export { ServeError } from './serve-error.ts';
