/** What to look for in a `User-Agent`, the telling ones first: every browser claims to be several others. */
const browsers: readonly (readonly [needle: RegExp, name: string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [needle: RegExp, name: string])[] = [
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
 * A device as its owner might call it: browser and system where they can be told, else the start of what it says of
 * itself. A hint for a person, not a fact: anybody can send any `User-Agent`.
 */
export function describeDevice(userAgent: string | undefined): string {
  if (userAgent === undefined || userAgent === '') return 'Unknown device';
  const browser = browsers.find(([needle]) => needle.test(userAgent))?.[1];
  const system = systems.find(([needle]) => needle.test(userAgent))?.[1];
  if (browser === undefined) return userAgent.slice(0, shownCharacters);
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** Whether it is held in a hand, as far as it says so; decides no more than which picture is shown. */
export function isHandheld(userAgent: string | undefined): boolean {
  return userAgent !== undefined && /\b(?:Android|iPhone|Mobile)\b/.test(userAgent);
}
