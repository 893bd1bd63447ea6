/**
 * Markup that is safe to send. Only the {@link html} tag makes it, so a value that reaches a page has been escaped, or
 * is such markup itself: there is no way to mark a string as safe.
 */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }
}

export type Html = Markup;

/** What may stand in a `${}`: `undefined` and `false` show nothing, a list shows each of its members. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/**
 * Escape every value for text and for attributes in double quotes. Not for use inside `<script>`, `<style>`, comments,
 * unquoted attributes, or attributes that take a URL somebody else chose: no page of ours has any of these.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += renderValue(value) + (strings[index + 1] ?? '');
  });
  return new Markup(text);
}

/** The finished text, for the body of a response. */
export function renderHtml(markup: Html): string {
  return markup.text;
}

function renderValue(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value.map(renderValue).join('');
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities.get(character) ?? '');
}
