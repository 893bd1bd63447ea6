/** What the process under test answers about itself; asked by report-usage.ts, which is preloaded into it. */
export interface UsageQuestion {
  readonly kind: 'usage';
  readonly id: number;
}

export interface Usage {
  /** Of all threads, user and system, in microseconds since the process began. */
  readonly cpuUs: number;
  readonly rssBytes: number;
}

export interface UsageAnswer extends Usage {
  readonly kind: 'usage';
  readonly id: number;
}

/** What a process says when it can be put to work. */
export interface ReadyMessage<Value = unknown> {
  readonly kind: 'ready';
  readonly value: Value;
}

/** A question to what runs in the process, and its answer or failure. */
export interface Question {
  readonly kind: 'question';
  readonly id: number;
  readonly value: unknown;
}

export type Answer =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: Error };
