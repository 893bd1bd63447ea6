import type { Bff } from './bff.ts';
import { composeBff } from './compose-bff.ts';
import type { BffOptions } from './options.ts';
import { readBffOptions } from './read-options.ts';

/**
 * Make the proxy that keeps tokens out of browsers, for one application. Nothing is fetched before the first request or
 * `ready()`.
 *
 * @throws BffError `invalid_option` naming the option and the remedy.
 */
export function createBff(options: BffOptions): Bff {
  const surroundings = { fetch: globalThis.fetch, nowMs: () => Date.now() };
  return composeBff(readBffOptions(options), surroundings).bff;
}
