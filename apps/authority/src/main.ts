import { runAuthority } from './run-authority.ts';
import { describeStartFailure } from './start-failure.ts';

try {
  await runAuthority(process);
} catch (error) {
  const { sentence, exitCode } = describeStartFailure(error);
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}
