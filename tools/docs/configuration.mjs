/** Print docs/configuration.md with its tables made anew; the text between them is written by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentSettings } from '../../packages/server/src/config/environment.ts';
import * as numbers from '../../packages/server/src/config/number-settings.ts';
import { root } from '../root.mjs';
import { readOptions } from './read-options.mjs';

const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const inputFile = 'packages/server/src/config/config-input.ts';

/** A table stands between two comments, the first of which says what it is made of. */
const region = /^<!-- (?<kind>settings of|numbers of|environment) ?(?<name>\w*) -->\n(?:\|.*\n)*<!-- end -->$/gm;

/** @param {string} interfaceName */
function tabulateSettings(interfaceName) {
  const rows = readOptions(inputFile, interfaceName).map(
    ({ name, required, text }) => `| \`${name}\`${required ? ' (required)' : ''} | ${text} |`,
  );
  return ['| setting | meaning |', '|---|---|', ...rows];
}

/** @param {string} name */
function tabulateNumbers(name) {
  const settings = /** @type {Readonly<Record<string, Readonly<Record<string, numbers.NumberSetting>>>>} */ (
    /** @type {unknown} */ (numbers)
  )[name];
  if (settings === undefined) throw new Error(`number-settings.ts has no ${name}.`);
  const format = (/** @type {number} */ value) => value.toLocaleString('en-US');
  const rows = Object.entries(settings).map(
    ([setting, { default: usual, min, max, meaning }]) =>
      `| \`${setting}\` | ${format(usual)} | ${format(min)} – ${format(max)} | ${meaning} |`,
  );
  return ['| setting | default | range | meaning |', '|---|---|---|---|', ...rows];
}

function tabulateEnvironment() {
  const rows = environmentSettings.map(
    ({ variable, path, meaning }) => `| \`${variable}\` | \`${path.join('.')}\` | ${meaning} |`,
  );
  return ['| variable | setting | meaning |', '|---|---|---|', ...rows];
}

/** @type {Readonly<Record<string, (name: string) => readonly string[]>>} */
const tabulate = { 'settings of': tabulateSettings, 'numbers of': tabulateNumbers, environment: tabulateEnvironment };

process.stdout.write(
  page.replace(region, (/** @type {string} */ whole, /** @type {string} */ kind, /** @type {string} */ name) => {
    const [first = ''] = whole.split('\n', 1);
    return [first, ...(tabulate[kind]?.(name) ?? []), '<!-- end -->'].join('\n');
  }),
);
