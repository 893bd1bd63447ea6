export { createFileProvider } from './file/ring-file.ts';
export { readSecretKey } from './file/secret-key.ts';
export { createFileWitness } from './file/witness-file.ts';
