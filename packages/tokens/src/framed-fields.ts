/**
 * Put fields one after the other so that no two different lists give the same bytes: each field is its length in bytes
 * as an unsigned 32-bit big-endian number, then its bytes. Text is UTF-8.
 *
 * Everything that is hashed or authenticated here goes through it, with a label as the first field that names purpose
 * and version, so that the digest of one kind of thing is never that of another.
 */
export function frameFields(fields: readonly (string | Uint8Array)[]): Uint8Array {
  const lengths = fields.map((field) => (typeof field === 'string' ? Buffer.byteLength(field) : field.byteLength));
  const framed = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0));
  let offset = 0;
  for (const [index, field] of fields.entries()) {
    offset = framed.writeUInt32BE(lengths[index] ?? 0, offset);
    if (typeof field === 'string') offset += framed.write(field, offset);
    else {
      framed.set(field, offset);
      offset += field.byteLength;
    }
  }
  return framed;
}
