// Text that fits into a terminal: printable, shortened, or drawn as bars.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const bars = [...'▁▂▃▄▅▆▇█'];

/** ASCII that is printed, and what a sparkline is made of. */
const narrow = /^[ -~·▁-█]*$/;

/** Loaded for the first text that is not plain: it takes a tenth of the time of a short command. */
function stringWidth(text: string): number {
  library ??= require('string-width') as Library;
  return library.default(text);
}

type Library = typeof import('string-width');
let library: Library | undefined;

/** Columns that a text takes. Sparklines are many, and the library looks at each of their characters. */
export function textWidth(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

/** Bars for counts, the largest filling its cell; nothing seen in a bin is a dot. */
export function sparkline(counts: readonly number[]): string {
  const max = counts.reduce((max, count) => Math.max(max, count), 1);
  const bar = (count: number) => bars[Math.ceil((count / max) * bars.length) - 1];
  return counts.map((count) => (count === 0 ? '·' : bar(count))).join('');
}

/** Control characters, which a terminal would obey, as U+FFFD; white space as one space. */
export function printable(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/\p{Cc}/gu, '\ufffd');
}

/** The first columns of a text, `max` at most, with an ellipsis where it was cut. */
export function shorten(text: string, max: number): string {
  if (textWidth(text) <= max) return text;
  return `${takeColumns(splitText(text), max - 1).join('')}…`;
}

/** The first and the last columns of a text, with an ellipsis in place of its middle. */
export function shortenMiddle(text: string, max: number): string {
  if (textWidth(text) <= max) return text;
  const characters = [...splitText(text)];
  const head = takeColumns(characters, Math.ceil((max - 1) / 2));
  const tail = takeColumns(characters.toReversed(), Math.floor((max - 1) / 2));
  return `${head.join('')}…${tail.toReversed().join('')}`;
}

function* splitText(text: string): Generator<string> {
  for (const { segment } of new Intl.Segmenter().segment(text)) yield segment;
}

/** The first characters, as many as fit. */
function takeColumns(characters: Iterable<string>, max: number): string[] {
  const taken: string[] = [];
  let left = max;
  for (const character of characters) {
    left -= textWidth(character);
    if (left < 0) break;
    taken.push(character);
  }
  return taken;
}
