const units: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** How long ago something was, in one unit and rounded down: `5 minutes ago`. Less than a minute, and the future, is `just now`. */
export function describeTimeAgo(atMs: number, nowMs: number): string {
  const seconds = (nowMs - atMs) / 1000;
  const found = units.find(([, length]) => seconds >= length);
  if (found === undefined) return 'just now';
  const [unit, length] = found;
  return relative.format(-Math.floor(seconds / length), unit);
}

/** In UTC, and saying so: a page without script does not know the reader's time zone. */
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A point in time to the minute: `12 May 2026, 14:03 UTC`. */
export function describeTime(atMs: number): string {
  return `${exact.format(atMs)} UTC`;
}
