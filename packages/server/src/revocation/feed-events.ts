import type { SigningKey } from '@latchkey/tokens/jws/algorithms';
import { type FeedMessage, formatFeedPosition, signFeedMessage } from '@latchkey/tokens/revocation-feed';

const encoder = new TextEncoder();

/**
 * Sign a message and spell it as a Server-Sent Event, ready for every reader at that position.
 *
 * Its id is where the reader stands afterwards. In the middle of a snapshot it stands nowhere yet, so there is none.
 */
export function encodeFeedEvent(message: FeedMessage, key: SigningKey): Uint8Array {
  const isPosition = message.event !== 'snapshot' || message.part === message.parts;
  const id = isPosition ? `id: ${formatFeedPosition({ epoch: message.epoch, ...message.head })}\n` : '';
  return encoder.encode(`${id}data: ${signFeedMessage(message, key)}\n\n`);
}
