import { listCauses } from './error-causes.ts';
import { exitCodes } from './exit-codes.ts';
import type { Log } from './log.ts';

type SignalSource = Pick<NodeJS.Process, 'on' | 'exit'>;

/**
 * Stop on SIGINT and SIGTERM: finish what is in flight, close everything, end with 0. A second signal ends at once. What
 * nobody caught is logged without its message and ends the process with 70, as its state is unknown by then.
 */
export function onStopSignal(host: SignalSource, log: Log, closeAll: () => Promise<void>): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) host.exit(exitCodes.unexpected);
    isStopping = true;
    log.info({ signal }, 'stopping');
    closeAll().then(
      () => host.exit(0),
      (error: unknown) => {
        log.error({ causes: listCauses(error) }, 'stopping failed');
        host.exit(exitCodes.unexpected);
      },
    );
  };
  host.on('SIGINT', stop);
  host.on('SIGTERM', stop);

  const crash = (error: unknown): void => {
    log.error({ causes: listCauses(error) }, 'an error that nothing caught');
    void closeAll().finally(() => host.exit(exitCodes.unexpected));
  };
  host.on('uncaughtException', crash);
  host.on('unhandledRejection', crash);
}
