import { find } from './elements.js';
import { openEventStream } from './event-stream.js';
import { formatTimeOfDay } from './format-time.js';

/** Short: the API may hear of a revocation, and close the stream, a moment before the proxy does. */
const firstPauseMs = 250;
const longestPauseMs = 15_000;
const shownTicks = 24;

/**
 * The API's stream, kept open while somebody is signed in and the page can be seen: a browser has few connections to one
 * host, and hidden tabs must not use them up.
 *
 * @param {object} parts
 * @param {() => Promise<boolean>} parts.isSignedIn - asked when the stream breaks: it may be that the session has ended
 * @param {() => void} parts.onClose - told when the stream breaks, at once
 * @returns {{ start(): void, end(): void }}
 */
export function createEventsPanel({ isSignedIn, onClose }) {
  const panel = find('live', HTMLElement);
  const state = find('live-state', HTMLElement);
  const count = find('live-count', HTMLElement);
  const latest = find('live-latest', HTMLElement);
  const ticks = find('live-ticks', HTMLElement);
  /** @type {{ close(): void } | undefined} */
  let stream;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  let isWanted = false;
  let pauseMs = firstPauseMs;
  let received = 0;

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') open();
    else close('paused', 'Paused while this page is hidden');
  });

  function open() {
    if (!isWanted || stream !== undefined || document.visibilityState === 'hidden') return;
    clearTimeout(pause);
    show('connecting', 'Connecting');
    stream = openEventStream('/api/events', ['orders'], { onOpen, onEvent, onClose: () => void onBroken() });
  }

  function onOpen() {
    pauseMs = firstPauseMs;
    show('connected', 'Connected');
  }

  /**
   * @param {string} _name
   * @param {string} data - how many orders there are
   */
  function onEvent(_name, data) {
    received += 1;
    count.textContent = String(received);
    latest.textContent = `${data} ${data === '1' ? 'order' : 'orders'} in the shop at ${formatTimeOfDay(Date.now())}`;
    const tick = document.createElement('span');
    ticks.append(tick);
    while (ticks.childElementCount > shownTicks) ticks.firstElementChild?.remove();
  }

  async function onBroken() {
    stream = undefined;
    onClose();
    show('connecting', 'Interrupted');
    if (!(await isSignedIn()) || !isWanted) return;
    show('connecting', 'Interrupted, trying again');
    pause = setTimeout(open, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  /**
   * @param {'paused' | 'closed'} kind
   * @param {string} words
   */
  function close(kind, words) {
    if (!isWanted) return;
    clearTimeout(pause);
    stream?.close();
    stream = undefined;
    show(kind, words);
  }

  /**
   * @param {'connecting' | 'connected' | 'paused' | 'closed'} kind
   * @param {string} words
   */
  function show(kind, words) {
    panel.dataset['state'] = kind;
    state.textContent = words;
  }

  return {
    start() {
      isWanted = true;
      open();
    },
    end() {
      close('closed', 'Closed: the session has ended');
      isWanted = false;
    },
  };
}
