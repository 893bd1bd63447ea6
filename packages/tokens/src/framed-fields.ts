/**
 * Put fields one after the other so that no two different lists give the same bytes: each field is its length in bytes
 * as an unsigned 32-bit big-endian number, then its bytes. Text is UTF-8.
 *
 * Everything that is hashed or authenticated here goes through it, with a label as the first field that names purpose
 * and version, so that the digest of one kind of thing is never that of another.
 */
export function frameFields(fields: readonly (string | Uint8Array)[]): Uint8Array {
  const parts = fields.flatMap((field) => {
    const bytes = typeof field === 'string' ? Buffer.from(field, 'utf8') : field;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}
