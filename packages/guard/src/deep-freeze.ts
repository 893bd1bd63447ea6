/**
 * Freeze a value made of plain objects and arrays, and all below it. Frozen parts are taken to be frozen throughout.
 *
 * It goes through names, and not through `Object.values`, because that takes three times as long: this runs for each token.
 */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) freezeBelow(value[index]);
    return value;
  }
  for (const name in value) {
    const member = value[name];
    if (typeof member === 'object' && Object.hasOwn(value, name)) deepFreeze(member);
  }
  return value;
}

function freezeBelow(item: unknown): void {
  if (typeof item === 'object') deepFreeze(item);
}
