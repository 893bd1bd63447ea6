import { readFileSync } from 'node:fs';

/** Read a vector file of this folder. Its members are what the file says; a wrong `Shape` shows in the test. */
export function readVector<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as Shape;
}
