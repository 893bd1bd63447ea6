/**
 * Freeze a value and everything in it. Bytes stay as they are: JavaScript cannot freeze the content of a typed array.
 */
export function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const member of Object.values(value)) freezeDeep(member);
  return Object.freeze(value);
}
