/**
 * @typedef {object} EventStreamListeners
 * @property {() => void} onOpen
 * @property {(name: string, data: string) => void} onEvent
 * @property {() => void} onClose - the other side closed it, or refused it; told once. Not told of one's own `close`.
 */

/**
 * Open a stream of server-sent events through the proxy. The browser would open a broken one again by itself and never say
 * why it broke; whoever listens here decides, since it may be that the session has ended.
 *
 * @param {string} path
 * @param {readonly string[]} names - the events to listen to
 * @param {EventStreamListeners} listeners
 * @returns {{ close(): void }}
 */
export function openEventStream(path, names, { onOpen, onEvent, onClose }) {
  const source = new EventSource(path);
  source.addEventListener('open', () => onOpen());
  for (const name of names) {
    source.addEventListener(name, (event) => onEvent(name, String(event.data)));
  }
  source.addEventListener('error', () => {
    source.close();
    onClose();
  });
  return { close: () => source.close() };
}
