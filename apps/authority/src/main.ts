import { describeStartFailure } from '@latchkey/host/start-failure';
import { runAuthority } from './run-authority.ts';
import { knownFailures } from './start-failure.ts';

try {
  await runAuthority(process);
} catch (error) {
  const { sentence, exitCode } = describeStartFailure(error, knownFailures);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}
