/** The page put together: one session, and panels that show it or act on it. */
import { createAccountPanel } from './account-panel.js';
import { createCallsPanel } from './calls-panel.js';
import { find } from './elements.js';
import { createEventsPanel } from './events-panel.js';
import { createRevocationPanel } from './revocation-panel.js';
import { createSessionWatch, signOut } from './session.js';
import { createSessionsPanel } from './sessions-panel.js';
import { explainSignInError } from './sign-in-errors.js';
import { listenToTabs } from './tabs.js';

const watch = createSessionWatch();
const ask = () => void watch.refresh();
const tabs = listenToTabs(ask);
const account = createAccountPanel();
const sessions = createSessionsPanel({ onUnauthorized: ask });
const revocation = createRevocationPanel({
  findSid() {
    const state = watch.read();
    return state.kind === 'signed_in' ? state.session.sid : undefined;
  },
  onEnded() {
    ask();
    tabs.announce();
  },
});
const events = createEventsPanel({
  isSignedIn: async () => (await watch.refresh()).kind === 'signed_in',
  onClose: () => revocation.noteStreamClosed(),
});
createCallsPanel({ onUnauthorized: ask });

const notice = find('notice', HTMLElement);
const noticeTitle = find('notice-title', HTMLElement);
const noticeAdvice = find('notice-advice', HTMLElement);

/** @type {string | undefined} */
let shownSid;
let isLeaving = false;

watch.subscribe((state) => {
  document.body.dataset['session'] = state.kind;
  hideNotice();
  if (state.kind === 'signed_in') {
    account.show(state.session);
    if (state.session.sid !== shownSid) revocation.reset();
    shownSid = state.session.sid;
    events.start();
    void sessions.load();
    return;
  }
  events.end();
  sessions.end();
  if (state.kind === 'unreachable') {
    showNotice(state.explanation.why, state.explanation.advice ?? '');
  } else if (state.kind === 'signed_out' && state.hasEnded) {
    document.body.dataset['ended'] = '';
    showNotice('Your session has ended.', 'Every call is refused from now on; try one below, or sign in again.');
  }
});

find('sign-out', HTMLButtonElement).addEventListener('click', () => void leave());
find('ask-again', HTMLButtonElement).addEventListener('click', ask);

async function leave() {
  // Pressed twice, the second press would find nobody signed in, and end at the authority’s question instead.
  if (isLeaving) return;
  isLeaving = true;
  const outcome = await signOut();
  if ('explanation' in outcome) {
    isLeaving = false;
    showNotice(`You are still signed in. ${outcome.explanation.why}`, outcome.explanation.advice ?? '');
    ask();
    return;
  }
  tabs.announce();
  location.assign(outcome.logoutUrl);
}

/**
 * @param {string} title
 * @param {string} advice
 */
function showNotice(title, advice) {
  noticeTitle.textContent = title;
  noticeAdvice.textContent = advice;
  notice.dataset['shown'] = '';
}

function hideNotice() {
  delete notice.dataset['shown'];
}

const first = await watch.refresh({ countsAsUse: true });
const signInError = explainSignInError(location.search);
if (first.kind === 'signed_in') tabs.announce();
else if (signInError !== undefined) showNotice(signInError.title, signInError.advice);
// Said once: loading the page again must not say it again.
if (signInError !== undefined) history.replaceState(null, '', location.pathname);
