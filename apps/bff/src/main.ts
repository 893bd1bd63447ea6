import { exitCodes } from '@latchkey/host/exit-codes';
import { help, readCommandLine } from './command-line.ts';

const command = readCommandLine(process.argv.slice(2));
if (command.action === 'help') {
  process.stdout.write(help);
} else if (command.action === 'refuse') {
  process.stderr.write(`${command.sentence}\n`);
  process.exitCode = exitCodes.usage;
} else {
  try {
    if (command.action === 'check') {
      const { checkConfig } = await import('./check-config.ts');
      process.stdout.write(`${await checkConfig(process, command.configFile)}\n`);
    } else {
      const { runBff } = await import('./run-bff.ts');
      await runBff(process, command.configFile);
    }
  } catch (error) {
    const { describeStartFailure } = await import('@latchkey/host/start-failure');
    const { knownFailures } = await import('./start-failure.ts');
    const { sentence, exitCode } = describeStartFailure(error, knownFailures);
    process.stderr.write(`${sentence}\n`);
    process.exitCode = exitCode;
  }
}
