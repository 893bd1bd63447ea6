/**
 * The forms in which a secret may stand in a log or a database. Searched as bytes that any of the writers at hand would
 * produce: as it is, in a URL, in JSON, in base64, in hexadecimal.
 *
 * @param {string} secret
 * @returns {ReadonlyMap<string, string>} form → text; forms that equal the plain one are left out
 */
export function encodeSecret(secret) {
  const bytes = Buffer.from(secret, 'utf8');
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  const forms = new Map([
    ['as it is', secret],
    ['url-encoded', url],
    ['form-encoded', new URLSearchParams({ s: secret }).toString().slice(2)],
    ['url-encoded twice', encodeURIComponent(url)],
    ['in JSON', json],
    ['in JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['in base64', unpadded(bytes.toString('base64'))],
    ['in base64url', bytes.toString('base64url')],
    ['in hexadecimal', bytes.toString('hex')],
  ]);
  for (const [form, text] of forms) if (form !== 'as it is' && text === secret) forms.delete(form);
  return forms;
}

/** The last characters of base64 depend on what follows the secret; without them it is found all the same. */
function unpadded(/** @type {string} */ base64) {
  return base64.replace(/=+$/, '');
}
