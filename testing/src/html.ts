/** A small tokenizer for the HTML that the authority serves: enough to find forms and links, no tree is built. */

/** A start or end tag, or the text between two. */
export type HtmlToken =
  | { readonly kind: 'start'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'end'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Elements whose content holds no tags; only the first two decode character references. */
const rawTextElements = new Set(['textarea', 'title', 'script', 'style']);
const tagPattern = /<!--[\s\S]*?(?:-->|$)|<!\w[^>]*>|<(\/?)([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/giy;
const attributePattern = /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** Split HTML into tags and text, names in lower case, character references decoded. */
export function* tokenizeHtml(html: string): Generator<HtmlToken> {
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open !== at) {
      const end = open === -1 ? html.length : open;
      yield { kind: 'text', text: decodeEntities(html.slice(at, end)) };
      at = end;
      continue;
    }
    tagPattern.lastIndex = at;
    const match = tagPattern.exec(html);
    if (match === null) {
      yield { kind: 'text', text: '<' };
      at += 1;
      continue;
    }
    at = tagPattern.lastIndex;
    const name = match[2]?.toLowerCase();
    if (name === undefined) continue;
    if (match[1] === '/') {
      yield { kind: 'end', name };
      continue;
    }
    yield { kind: 'start', name, attributes: readAttributes(match[3] ?? '') };
    if (rawTextElements.has(name)) {
      const rest = html.slice(at);
      const length = rest.search(new RegExp(`</${name}[\\s/>]`, 'i'));
      const raw = length === -1 ? rest : rest.slice(0, length);
      const decodes = name === 'textarea' || name === 'title';
      yield { kind: 'text', text: decodes ? decodeEntities(raw) : raw };
      at += raw.length;
    }
  }
}

function readAttributes(source: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const match of source.matchAll(attributePattern)) {
    const name = (match[1] ?? '').toLowerCase();
    // The first of two attributes of one name counts.
    if (!attributes.has(name)) attributes.set(name, decodeEntities(match[2] ?? match[3] ?? match[4] ?? ''));
  }
  return attributes;
}

const namedEntities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '\u00a9',
  middot: '\u00b7',
  ndash: '\u2013',
  mdash: '\u2014',
  hellip: '\u2026',
  rarr: '\u2192',
  larr: '\u2190',
};

/** Decode numeric character references and the few named ones that pages use; others stay as written. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (typeof hex === 'string') return String.fromCodePoint(Number.parseInt(hex, 16));
    if (typeof decimal === 'string') return String.fromCodePoint(Number.parseInt(decimal, 10));
    return (typeof name === 'string' ? namedEntities[name] : undefined) ?? whole;
  });
}
