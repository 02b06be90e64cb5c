// An index that is unpleasant to read contexts of: a few records of megabytes.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../test/phrases.ts';

const megabyte = 1 << 20;

/** English words, Han without a space, and one word of a megabyte. */
function* lines(): Generator<string> {
  const random = seededRandom(1);
  const next = (bound: number) => Math.floor(random() * bound);
  const vocabulary = [
    'the',
    'of',
    'model',
    'saw',
    ...Array.from({ length: 3000 }, (_, i) => `w${i}`),
  ];
  const word = () => vocabulary[next(vocabulary.length)] ?? '';
  for (let record = 0; record < 8; record++) {
    let text = '';
    while (text.length < 8 * megabyte) text += `${Array.from({ length: 1000 }, word).join(' ')} `;
    yield JSON.stringify({ text });
  }
  const han = () => String.fromCharCode(0x4e00 + next(5000));
  yield JSON.stringify({ text: Array.from({ length: 4 * megabyte }, han).join('') });
  yield JSON.stringify({ text: `the ${'x'.repeat(megabyte)} end` });
  for (let i = 0; i < 1000; i++)
    yield JSON.stringify({ text: `${word()} ${word()} of the ${word()}` });
}

/** Builds it by the command, and gives its folder. */
export async function makeIndex(main: string, folder: string): Promise<string> {
  const [corpus, directory] = [join(folder, 'corpus.jsonl'), join(folder, 'my.idx')];
  writeFileSync(corpus, '');
  for (const line of lines()) writeFileSync(corpus, `${line}\n`, { flag: 'a' });
  const args = ['index', directory, '--from', corpus, '--batch-size', '64', '--quiet'];
  const building = spawn(process.execPath, [main, ...args], { stdio: 'ignore' });
  const [code] = await once(building, 'exit');
  if (code !== 0) throw new Error(`the index could not be built: exit ${code}`);
  return directory;
}
