/** Print docs/browser-proxy-options.md, made from the types that people program against. */
import { readOptions, renderOptions } from './read-options.mjs';

const ownOptions = readOptions('apps/bff/src/config-input.ts', 'BffConfigInput');

process.stdout.write(`# Options of the browser proxy

Made from the source by \`npm run docs\`; a check compares the two. How to use them is in [the guide](guides/browser-app.md).

## createBff

${renderOptions(readOptions('packages/bff/src/options.ts', 'BffOptions'))}

## One API (\`apis\`)

${renderOptions(readOptions('packages/bff/src/options.ts', 'BffApiOptions'))}

## A configuration file (\`npm run bff\`)

The same options, except \`store\`, \`sealingKey\` and \`log\`, which the process provides, and besides:

${renderOptions(ownOptions)}

### The application's files (\`app\`)

${renderOptions(readOptions('apps/bff/src/config-input.ts', 'AppFilesInput'))}
`);
