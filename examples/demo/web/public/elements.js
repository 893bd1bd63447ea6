/**
 * An element of the page, by its id.
 *
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 * @throws {Error} when the page has none of that kind
 */
export function find(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}.`);
  return element;
}

/**
 * Make an element. Text goes in as text: nothing that an API or a person said is ever read as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, string>>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function create(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Fill a `dl` with a row for each pair.
 *
 * @param {HTMLElement} list
 * @param {readonly (readonly [term: string, description: Node | string])[]} rows
 */
export function fillList(list, rows) {
  list.replaceChildren(
    ...rows.map(([term, description]) => create('div', {}, create('dt', {}, term), create('dd', {}, description))),
  );
}

const svg = 'http://www.w3.org/2000/svg';

/**
 * One of the drawings that stand in the page as symbols. It says nothing that words do not say.
 *
 * @param {'desktop' | 'phone'} name
 */
export function createGlyph(name) {
  const glyph = document.createElementNS(svg, 'svg');
  glyph.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `#${name}`);
  glyph.append(use);
  return glyph;
}
