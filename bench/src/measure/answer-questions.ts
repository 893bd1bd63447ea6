import type { Answer, Question } from './protocol.ts';

/** In a child: answer the parent's questions, and say that one is ready to. */
export function answerQuestions(ready: unknown, answer: (value: unknown) => unknown): void {
  process.on('message', (message: Question | { readonly kind: 'usage' }) => {
    if (message.kind !== 'question') return;
    const { id } = message;
    const reply = (sent: Answer): void => void process.send?.(sent);
    Promise.resolve(message.value)
      .then(answer)
      .then((value) => reply({ kind: 'answer', id, value }))
      .catch((error: unknown) =>
        reply({ kind: 'failure', id, error: error instanceof Error ? error : new Error(String(error)) }),
      );
  });
  // The preloaded reporter lets go of the channel; here it is what the process lives for.
  process.channel?.ref();
  process.send?.({ kind: 'ready', value: ready });
}
