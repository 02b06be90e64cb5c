// The same text in records of so many words: what a corpus of short documents looks like.

import { closeSync, openSync, writeSync } from 'node:fs';
import { readRecords } from './read-records.ts';

export function cutRecords(from: string, to: string, words: number): void {
  const fd = openSync(to, 'w');
  for (const { id, text } of readRecords(from)) {
    const runs = text.match(/\S+\s*/gu) ?? [];
    const lines: string[] = [];
    for (let start = 0; start < runs.length; start += words) {
      const part = runs.slice(start, start + words).join('');
      lines.push(`${JSON.stringify({ id: `${id}/${start / words}`, text: part })}\n`);
    }
    writeSync(fd, lines.join(''));
  }
  closeSync(fd);
}
