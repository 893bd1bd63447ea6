const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/**
 * @param {number | undefined} atSeconds - since the Unix epoch
 * @returns {string} in the reader's time zone
 */
export function formatMoment(atSeconds) {
  return atSeconds === undefined ? 'unknown' : dateAndTime.format(atSeconds * 1000);
}

/** @param {number} atMs */
export function formatTimeOfDay(atMs) {
  return timeOfDay.format(atMs);
}

const steps = /** @type {const} */ ([
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]);

/**
 * A length of time in its largest whole unit.
 *
 * @param {number} seconds
 */
export function formatDuration(seconds) {
  const [unit, size] = steps.find(([, size]) => seconds >= size) ?? steps[2];
  const count = Math.max(1, Math.round(seconds / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/**
 * @param {number | undefined} atSeconds - since the Unix epoch
 * @param {number} nowSeconds
 */
export function formatAgo(atSeconds, nowSeconds) {
  if (atSeconds === undefined) return 'unknown';
  const ago = nowSeconds - atSeconds;
  return ago < 60 ? 'just now' : `${formatDuration(ago)} ago`;
}
