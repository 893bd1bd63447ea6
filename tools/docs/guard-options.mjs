/** Print docs/guard-options.md, made from the types that people program against. */
import { readOptions, renderOptions } from './read-options.mjs';

process.stdout.write(`# Options of the guard

Made from the source by \`npm run docs\`; a check compares the two. How to use them is in the [guides](guides).

## createGuard

${renderOptions(readOptions('packages/guard/src/options.ts', 'GuardOptions'))}

## A route

${renderOptions(readOptions('packages/guard/src/route.ts', 'RouteOptions'))}

A route that is open to everybody is written \`{ public: true }\`, so that it can be found.
`);
