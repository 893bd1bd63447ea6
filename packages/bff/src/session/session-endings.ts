/** Tells the rest of this process that sessions have ended, so that what they hold open is looked at now. */
export interface SessionEndings {
  announce(): void;
  /** Answers how to stop listening. */
  listen(listener: () => void): () => void;
}

export function createSessionEndings(): SessionEndings {
  const listeners = new Set<() => void>();
  return {
    announce() {
      for (const listener of listeners) listener();
    },
    listen(listener) {
      // A function of its own, so that one who listens twice hears twice and stops once.
      const entry = (): void => listener();
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
  };
}
