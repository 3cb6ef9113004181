/** Small functions for the document. */

/** The path below which the service is, without a slash at its end: empty, or the prefix of a proxy. */
export const BASE = new URL('.', location.href).pathname.replace(/\/$/, '');

/** Returns the element with this id, which must exist. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error(`The page has no #${id}.`);
  }
  return element as T;
}

/** Creates an element with its properties and children. Text is never parsed as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'medium' });
const NUMBER = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const UNITS = ['bytes', 'kB', 'MB', 'GB'];

export const day = (date: Date): string => DAY.format(date);
export const moment = (date: Date): string => MOMENT.format(date);
export const count = (number: number, one: string, many: string): string =>
  `${NUMBER.format(number)} ${number === 1 ? one : many}`;

/** Formats a number of bytes for people, in powers of 1000. */
export function size(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  return `${NUMBER.format(bytes / 1000 ** power)} ${UNITS[power]}`;
}
