/** Forms and links of a page, and what a browser would send of a form. */
import { type HtmlToken, tokenizeHtml } from './html.ts';

/** A form control that can send something. Buttons carry what they say. */
export interface HtmlControl {
  readonly kind: 'input' | 'textarea' | 'select' | 'button';
  /** Of an input or button, in lower case: `hidden`, `password`, `checkbox`, `submit` …; empty for others. */
  readonly type: string;
  readonly name: string;
  readonly value: string;
  readonly checked: boolean;
  readonly disabled: boolean;
  /** The text on a button. */
  readonly label: string;
  /** All attributes, for tests of `autocomplete`, `required` and the like. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface HtmlForm {
  readonly id: string | undefined;
  readonly action: URL;
  readonly method: 'GET' | 'POST';
  readonly enctype: string;
  readonly controls: readonly HtmlControl[];
}

export interface HtmlLink {
  readonly url: URL;
  readonly text: string;
}

/** What to put into a form: text, whether a box is ticked, or undefined to leave a control out altogether. */
export type FieldValues = Readonly<Record<string, string | boolean | undefined>>;

/** Read the forms of a page, in order. Controls outside a form count when they name it by the `form` attribute. */
export function readForms(html: string, base: URL): readonly HtmlForm[] {
  const forms: (HtmlForm & { readonly controls: HtmlControl[] })[] = [];
  const orphans: { readonly owner: string; readonly control: HtmlControl }[] = [];
  let current: (HtmlForm & { readonly controls: HtmlControl[] }) | undefined;

  function add(control: HtmlControl): void {
    const owner = control.attributes.get('form');
    if (owner !== undefined) orphans.push({ owner, control });
    else current?.controls.push(control);
  }

  const tokens = [...tokenizeHtml(html)];
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'end' && token.name === 'form') current = undefined;
    if (token.kind !== 'start') continue;
    // A form inside a form does not exist for a browser.
    if (token.name === 'form' && current === undefined) {
      current = startForm(token.attributes, base);
      forms.push(current);
    } else if (token.name === 'input') {
      add(readInput(token.attributes));
    } else if (token.name === 'button' || token.name === 'textarea') {
      add(readContainer(token.name, token.attributes, textUntil(tokens, at, token.name)));
    } else if (token.name === 'select') {
      add(readSelect(tokens, at, token.attributes));
    }
  }
  for (const { owner, control } of orphans) forms.find((form) => form.id === owner)?.controls.push(control);
  return forms;
}

/** Read the links of a page, in order. */
export function readLinks(html: string, base: URL): readonly HtmlLink[] {
  const tokens = [...tokenizeHtml(html)];
  return tokens.flatMap((token, at) => {
    const target = token.kind === 'start' && token.name === 'a' ? token.attributes.get('href') : undefined;
    return target === undefined ? [] : [{ url: new URL(target, base), text: textUntil(tokens, at, 'a') }];
  });
}

/**
 * What a browser would send of a form, in document order.
 *
 * @param button - the one that is pressed, of this form; undefined for none.
 * @throws Error for a field that the form does not have.
 */
export function collectEntries(
  form: HtmlForm,
  fields: FieldValues,
  button: HtmlControl | undefined,
): readonly [string, string][] {
  for (const name of Object.keys(fields)) {
    if (!form.controls.some((control) => control.name === name && control.kind !== 'button')) {
      throw new Error(`the form has no field '${name}'; it has ${describeFields(form)}`);
    }
  }
  return form.controls.flatMap((control): [string, string][] => {
    if (control.name === '' || control.disabled) return [];
    if (isButton(control)) return control === button ? [[control.name, control.value]] : [];
    const chosen = Object.hasOwn(fields, control.name) ? { value: fields[control.name] } : undefined;
    const value = chosen === undefined ? ownValue(control) : chosenValue(control, chosen.value);
    return value === undefined ? [] : [[control.name, value.replace(/\r\n|\r|\n/g, '\r\n')]];
  });
}

/** Whether pressing it sends the form. */
export function isSubmitButton(control: HtmlControl): boolean {
  return control.type === 'submit' || control.type === 'image';
}

function isButton(control: HtmlControl): boolean {
  return control.kind === 'button' || ['submit', 'image', 'reset', 'button'].includes(control.type);
}

function ownValue(control: HtmlControl): string | undefined {
  if (control.type === 'checkbox' || control.type === 'radio') return control.checked ? control.value : undefined;
  return control.value;
}

function chosenValue(control: HtmlControl, chosen: string | boolean | undefined): string | undefined {
  if (chosen === undefined) return undefined;
  if (typeof chosen === 'string') {
    if (control.type === 'checkbox' || control.type === 'radio') {
      return control.value === chosen ? control.value : undefined;
    }
    return chosen;
  }
  if (control.type !== 'checkbox') throw new Error(`'${control.name}' is no checkbox`);
  return chosen ? control.value : undefined;
}

function describeFields(form: HtmlForm): string {
  const names = form.controls.filter((control) => control.kind !== 'button').map((control) => control.name);
  return names.length === 0 ? 'none' : names.join(', ');
}

function startForm(
  attributes: ReadonlyMap<string, string>,
  base: URL,
): HtmlForm & { readonly controls: HtmlControl[] } {
  return {
    id: attributes.get('id'),
    // An empty action is the page's own address, query included.
    action: new URL(attributes.get('action') ?? '', base),
    method: attributes.get('method')?.toLowerCase() === 'post' ? 'POST' : 'GET',
    enctype: attributes.get('enctype')?.toLowerCase() ?? 'application/x-www-form-urlencoded',
    controls: [],
  };
}

function readInput(attributes: ReadonlyMap<string, string>): HtmlControl {
  const type = attributes.get('type')?.toLowerCase() ?? 'text';
  const isBox = type === 'checkbox' || type === 'radio';
  const value = attributes.get('value') ?? (isBox ? 'on' : '');
  return { ...controlOf('input', attributes), type, value, label: value };
}

function readContainer(
  kind: 'button' | 'textarea',
  attributes: ReadonlyMap<string, string>,
  text: string,
): HtmlControl {
  if (kind === 'textarea') return { ...controlOf(kind, attributes), value: text.replace(/^\n/, '') };
  const type = attributes.get('type')?.toLowerCase() ?? 'submit';
  return { ...controlOf(kind, attributes), type, value: attributes.get('value') ?? '', label: text.trim() };
}

function readSelect(tokens: readonly HtmlToken[], start: number, attributes: ReadonlyMap<string, string>): HtmlControl {
  let chosen: string | undefined;
  let first: string | undefined;
  for (let at = start + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || (token.kind === 'end' && token.name === 'select')) break;
    if (token.kind !== 'start' || token.name !== 'option') continue;
    const value = token.attributes.get('value') ?? textUntil(tokens, at, 'option').trim();
    first ??= value;
    if (token.attributes.has('selected')) chosen = value;
  }
  return { ...controlOf('select', attributes), value: chosen ?? first ?? '' };
}

function controlOf(kind: HtmlControl['kind'], attributes: ReadonlyMap<string, string>): HtmlControl {
  return {
    kind,
    type: '',
    name: attributes.get('name') ?? '',
    value: '',
    checked: attributes.has('checked'),
    disabled: attributes.has('disabled'),
    label: '',
    attributes,
  };
}

function textUntil(tokens: readonly HtmlToken[], start: number, end: string): string {
  let text = '';
  for (let at = start + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || (token.kind === 'end' && token.name === end)) break;
    if (token.kind === 'text') text += token.text;
  }
  return text;
}
