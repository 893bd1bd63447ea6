import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Stripping types and compiling is half of a start; kept, it is paid once. Beside the packages, where whoever may write
// could change the code itself, and not in the system's temporary folder. Where that is read-only, Node does without.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/latchkey', import.meta.url)));

const { runAuthority } = await import('./run-authority.ts');
try {
  await runAuthority(process);
} catch (error) {
  const { describeStartFailure } = await import('@latchkey/host/start-failure');
  const { knownFailures } = await import('./start-failure.ts');
  const { sentence, exitCode } = describeStartFailure(error, knownFailures);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}
