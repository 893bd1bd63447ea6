import type { BffOptions } from '@latchkey/bff';

/** Where a secret comes from; it is never written into the configuration itself. */
export type SecretSource =
  /** A file that holds nothing else, relative to the configuration file. Waited for at the start. */
  | { readonly file: string }
  /** The name of an environment variable. */
  | { readonly env: string };

/** The application's own files, served beside the proxy. */
export interface AppFilesInput {
  /** Folder of the files, relative to the configuration file. Names that begin with a dot are never served. */
  readonly directory: string;
  /** Served for navigations to a path that is no file, for applications that route in the browser. Default: none. */
  readonly fallback?: string | undefined;
  /** Default: own scripts, styles, images, fonts and connections only, and no framing. */
  readonly contentSecurityPolicy?: string | undefined;
}

/** Where the process listens. */
export interface ListenInput {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Read after "set": `the port in SHOP_ORIGIN`. */
  readonly portSetting?: string | undefined;
}

/** What a person may write into `latchkey.bff.config.ts`: the options of `createBff`, and what a process needs besides. */
export interface BffConfigInput extends Omit<BffOptions, 'clientSecret' | 'store' | 'sealingKey' | 'log'> {
  /** `{ file: 'path' }`, waited for at the start, or `{ env: 'NAME' }`. Never the secret itself. */
  readonly clientSecret: SecretSource;
  /**
   * Default: 127.0.0.1 and the origin's port. Plain HTTP: TLS is ended by a proxy in front, on this machine or of
   * `trustedProxies`; others are refused. `portSetting` is what people set
   * to move the port, if not this file, such as a variable that it reads: said when the port is in use.
   */
  readonly listen?: ListenInput | undefined;
  /** Folder of the sessions' database and the sealing key, relative to the configuration file. Default `data`. */
  readonly dataDirectory?: string | undefined;
  /** Default: none; every path that is not the proxy's is answered 404. */
  readonly app?: AppFilesInput | undefined;
  /** Default `info`. */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
}

/** Gives a configuration file its types. */
export function defineBffConfig(config: BffConfigInput): BffConfigInput {
  return config;
}
