/**
 * Which way imports run, for dependency-cruiser. Type-only imports count: a circle of types is a circle. What only shows,
 * measures and tests the packages may import whatever it is about; nothing that ships may import that.
 *
 *     apps -> stores -> server -> keys -> tokens
 *                    -> bff -> guard -> tokens
 */

/** Everything that is not one of these packages. @param {...string} names */
const notOneOf = (...names) => `^(packages/(?!(${names.join('|')})/)|apps/|testing/|interop/)`;

const shippedSource = '^(packages|apps)/[^/]+/src/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'tokens-know-nobody',
      comment: 'What a token is depends on nothing else of ours.',
      severity: 'error',
      from: { path: '^packages/tokens/src/' },
      to: { path: notOneOf('tokens') },
    },
    {
      name: 'keys-know-tokens',
      comment: 'The key ring knows tokens alone.',
      severity: 'error',
      from: { path: '^packages/keys/src/' },
      to: { path: notOneOf('keys', 'tokens') },
    },
    {
      name: 'host-knows-tokens',
      comment: 'What a process needs of its machine knows nothing of what the process does.',
      severity: 'error',
      from: { path: '^packages/host/src/' },
      to: { path: notOneOf('host', 'tokens') },
    },
    {
      name: 'server-knows-keys-and-tokens',
      comment: 'The authority declares what it stores; it knows no storage engine and no application.',
      severity: 'error',
      from: { path: '^packages/server/src/' },
      to: { path: notOneOf('server', 'keys', 'tokens', 'host') },
    },
    {
      name: 'stores-know-store-interfaces',
      comment: 'Engines see what the server and the browser proxy export from their /store paths, and tokens.',
      severity: 'error',
      from: { path: '^packages/stores/src/' },
      to: { path: notOneOf('stores', 'server', 'bff', 'tokens') },
    },
    {
      name: 'stores-know-store-interfaces-only',
      comment: 'Nothing else of either: import @latchkey/server/store and @latchkey/bff/store.',
      severity: 'error',
      from: { path: '^packages/stores/src/' },
      to: { path: '^packages/(server|bff)/', pathNot: '^packages/(server|bff)/src/store\\.ts$' },
    },
    {
      name: 'stores-engine-knows-no-store',
      comment: 'What commits, waits and keeps files is the same for every store: it knows no table.',
      severity: 'error',
      from: { path: '^packages/stores/src/sqlite-engine/' },
      to: { path: '^packages/stores/src/(sqlite|sqlite-bff|contract)/' },
    },
    {
      name: 'guard-knows-tokens',
      comment: 'An API that verifies tokens installs nothing of the authority.',
      severity: 'error',
      from: { path: '^packages/guard/src/' },
      to: { path: notOneOf('guard', 'tokens') },
    },
    {
      name: 'bff-knows-guard-and-tokens',
      comment:
        'The browser proxy stands between a browser and any issuer: it knows no storage engine, and no authority.',
      severity: 'error',
      from: { path: '^packages/bff/src/' },
      to: { path: notOneOf('bff', 'guard', 'tokens', 'host') },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'What ships needs nothing that is there for tests, measurements and show.',
      severity: 'error',
      from: { path: shippedSource },
      to: { path: '^(testing|interop|bench|examples|deploy|docs|tools)/' },
    },
    {
      name: 'source-knows-no-test',
      severity: 'error',
      from: { path: '^((packages|apps)/[^/]+|testing)/src/' },
      to: { path: '/test/|\\.test\\.' },
    },
    {
      name: 'packages-know-no-application',
      severity: 'error',
      from: { path: '^(packages|testing|interop)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'applications-know-no-other',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-build-output',
      comment: 'Source imports source, or it would run on the build of yesterday.',
      severity: 'error',
      from: {},
      to: { path: '^(packages|apps)/[^/]+/dist/' },
    },
    {
      name: 'everything-is-found',
      comment: 'What cannot be resolved cannot be judged either.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@latchkey/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
