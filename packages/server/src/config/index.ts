export { ConfigError, type ConfigProblem } from '@latchkey/host/config-problem';
export type * from './config.ts';
export {
  type ApiInput,
  type AppearanceInput,
  type AuthorityConfigInput,
  type ClientInput,
  defineConfig,
  type RoleInput,
  type SecretSource,
} from './config-input.ts';
export { describeDeclaration } from './declaration.ts';
export type { Environment } from './environment.ts';
export { type LoadConfigOptions, type LoadedConfig, loadConfig } from './load-config.ts';
export { accessTokenTtlCapSeconds } from './number-settings.ts';
