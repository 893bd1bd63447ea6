/**
 * Let the tabs of this application tell each other that who is signed in has changed. They say no more than that: each
 * asks the proxy for itself. A tab that comes to the front asks too, for another window may have slept through it.
 *
 * @param {() => void} onChange
 * @returns {{ announce(): void }}
 */
export function listenToTabs(onChange) {
  const channel = new BroadcastChannel('latchkey-demo-session');
  channel.addEventListener('message', () => onChange());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') onChange();
  });
  // The page comes back as it was left, from the browser's memory.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) onChange();
  });
  return {
    announce() {
      channel.postMessage('changed');
    },
  };
}
