// A long text for people: its beginning and its end, and between them how much is left out.

import { formatCount } from './format-amounts.ts';

/** What is shown of a long text: in UTF-16 units, and in lines. */
const head = { length: 1200, lines: 20 };
const tail = { length: 400, lines: 6 };

/** The whole text where it is short. `rest` says where the rest is: "--full shows all". */
export function cutText(text: string, rest: string): string {
  const start = endOfHead(text);
  const end = startOfTail(text);
  // A note in place of a line or two would not be shorter.
  if (end - start < tail.length / 2 && countLines(text.slice(start, end)) < tail.lines) return text;
  const left = formatCount(text.slice(start, end).length);
  return `${text.slice(0, start)}\n… ${left} characters left out: ${rest} …\n${text.slice(end)}`;
}

function endOfHead(text: string): number {
  let end = Math.min(text.length, head.length);
  if (isInside(text, end)) end -= 1;
  let line = -1;
  for (let lines = 0; lines < head.lines; lines++) {
    line = text.indexOf('\n', line + 1);
    if (line < 0) return end;
  }
  return Math.min(end, line);
}

function startOfTail(text: string): number {
  let start = Math.max(0, text.length - tail.length);
  if (isInside(text, start)) start += 1;
  let line = text.length;
  for (let lines = 0; lines < tail.lines; lines++) {
    line = line === 0 ? -1 : text.lastIndexOf('\n', line - 1);
    if (line < 0) return start;
  }
  return Math.max(start, line + 1);
}

/** Between the two halves of a character? */
function isInside(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}

function countLines(text: string): number {
  return text.split('\n').length;
}
