/**
 * The same names as the authority's own page gives (packages/server/src/pages/device-name.ts), which a test compares: a page
 * of an application has nothing of the authority to import.
 *
 * What to look for in a `User-Agent`, the telling ones first: every browser claims to be several others.
 *
 * @type {readonly (readonly [needle: RegExp, name: string])[]}
 */
const browsers = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

/** @type {readonly (readonly [needle: RegExp, name: string])[]} */
const systems = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const shownCharacters = 60;

/**
 * A device as its owner might call it. A hint for a person, not a fact: anybody can send any `User-Agent`.
 *
 * @param {string | undefined} userAgent
 */
export function describeDevice(userAgent) {
  if (userAgent === undefined || userAgent === '') return 'Unknown device';
  const browser = browsers.find(([needle]) => needle.test(userAgent))?.[1];
  const system = systems.find(([needle]) => needle.test(userAgent))?.[1];
  if (browser === undefined) return userAgent.slice(0, shownCharacters);
  return system === undefined ? browser : `${browser} on ${system}`;
}

/**
 * Whether it is held in a hand, as far as it says so; decides no more than which picture is shown.
 *
 * @param {string | undefined} userAgent
 */
export function isHandheld(userAgent) {
  return userAgent !== undefined && /\b(?:Android|iPhone|Mobile)\b/.test(userAgent);
}
