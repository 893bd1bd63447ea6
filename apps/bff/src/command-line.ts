import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Command =
  | { readonly action: 'run' | 'check'; readonly configFile: string | undefined }
  | { readonly action: 'help' }
  /** Mistyped; the sentence says what and what to do. */
  | { readonly action: 'refuse'; readonly sentence: string };

export const help = `Keep tokens out of browsers: sign-in, sessions, CSRF defence and an API proxy for one web application.

Usage: npm run bff -- [--config FILE] [--check]

  --config FILE  the configuration. Default: latchkey.bff.config.ts, .js or .json in this folder
  --check        read and check the configuration, say what is wrong, and end
  --help         this text

Environment:
  LATCHKEY_BFF_SEALING_KEY  32 random bytes in base64url or base64, the same for every process of the application.
                            Default: a file in the data folder, made on first use.

Exit codes: 0 stopped as asked, 64 mistyped, 70 unexpected failure, 75 address or file in use, 78 configuration.

Examples:
  npm run bff -- --config examples/demo/web/latchkey.bff.config.ts
  npm run bff -- --config shop.config.ts --check
`;

/** @param args - without the program's own name. */
export function readCommandLine(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) return { action: 'help' };
    return { action: values.check === true ? 'check' : 'run', configFile: values.config };
  } catch (error) {
    // The parser's own messages name the option and repeat no value.
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    return { action: 'refuse', sentence: `${reason.replace(/[^.]$/, '$&.')} Run it with --help to see what there is.` };
  }
}
