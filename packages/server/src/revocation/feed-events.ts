import type { SigningKey } from '@latchkey/tokens/jws/algorithms';
import {
  type FeedMessage,
  type FeedPosition,
  formatFeedPosition,
  signFeedMessage,
} from '@latchkey/tokens/revocation-feed';
import { composeUpdate } from './feed-updates.ts';
import type { RevocationLogReading } from './store.ts';

/** What a reader is sent after a read of the log, ready for the wire. */
export interface FeedUpdate {
  readonly chunks: readonly Uint8Array[];
  /** It says that there is nothing new. */
  readonly isHeartbeat: boolean;
  /** Where the reader stands afterwards. */
  readonly position: FeedPosition;
}

/** Undefined when the read did not go back far enough for a reader at that position: see {@link composeUpdate}. */
export type UpdateFor = (position: FeedPosition | undefined) => FeedUpdate | undefined;

/** Updates after one read, each composed and signed once, for all readers that stand at the same position. */
export function createUpdates(
  issuer: string,
  reading: RevocationLogReading,
  afterSeq: number,
  key: SigningKey,
): UpdateFor {
  const made = new Map<string, FeedUpdate | undefined>();

  function make(position: FeedPosition | undefined): FeedUpdate | undefined {
    const messages = composeUpdate(issuer, position, reading, afterSeq);
    if (messages === undefined) return undefined;
    return {
      chunks: messages.map((message) => encodeFeedEvent(message, key)),
      isHeartbeat: messages[0]?.event === 'heartbeat',
      position: { epoch: reading.epoch, ...reading.head },
    };
  }

  return (position) => {
    const name = position === undefined ? 'nowhere' : formatFeedPosition(position);
    if (!made.has(name)) made.set(name, make(position));
    return made.get(name);
  };
}

const encoder = new TextEncoder();

/**
 * Sign a message and spell it as a Server-Sent Event.
 *
 * Its id is where the reader stands afterwards. In the middle of a snapshot it stands nowhere yet, so there is none.
 */
function encodeFeedEvent(message: FeedMessage, key: SigningKey): Uint8Array {
  const isPosition = message.event !== 'snapshot' || message.part === message.parts;
  const id = isPosition ? `id: ${formatFeedPosition({ epoch: message.epoch, ...message.head })}\n` : '';
  return encoder.encode(`${id}data: ${signFeedMessage(message, key)}\n\n`);
}
