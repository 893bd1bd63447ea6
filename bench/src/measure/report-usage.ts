/**
 * Preloaded into a process under test (`--import`): answers its parent's questions about the CPU time and memory it has
 * used. It neither keeps the process alive nor does anything unasked.
 */
import type { UsageAnswer, UsageQuestion } from './protocol.ts';

process.on('message', (message: UsageQuestion | { readonly kind: 'other' }) => {
  if (message.kind !== 'usage') return;
  const { user, system } = process.cpuUsage();
  const answer: UsageAnswer = {
    ...{ kind: 'usage', id: message.id },
    ...{ cpuUs: user + system, rssBytes: process.memoryUsage.rss() },
  };
  process.send?.(answer);
});
process.channel?.unref();
