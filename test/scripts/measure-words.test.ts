// Texts that people read keep their sentences short; and the script that says so counts right.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { maxCommas, maxWords } from '../../scripts/measure-words.ts';
import { findAvoided } from '../../scripts/words/avoided.ts';
import { findMessages } from '../../scripts/words/messages.ts';
import {
  addMeasures,
  averages,
  cutBlocks,
  cutCells,
  cutSentences,
  measureSentences,
} from '../../scripts/words/sentences.ts';
import { isBounded, readMessages, readPages } from '../../scripts/words/texts.ts';

t.test('README.md and docs/ are within the bounds', async (t) => {
  const pages = readPages().filter(isBounded);
  t.ok(pages.length > 20);
  const { words, commas } = averages(addMeasures(pages.map(({ measure }) => measure)));
  t.ok(words <= maxWords, `${words} words a sentence`);
  t.ok(commas <= maxCommas, `${commas} commas a sentence`);
});

t.test('pages, messages and help are without the expressions to avoid', async (t) => {
  const texts = [...readPages(), ...readPages(cutCells), ...readMessages()];
  const found = texts.flatMap(({ path, sentences }) =>
    findAvoided(sentences).map((line) => `${path}: ${line}`),
  );
  t.strictSame(found, []);
});

t.test('prose is paragraphs and items of lists, as plain text', async (t) => {
  const page = [
    '# A heading',
    'A paragraph over',
    'two lines with `a, b`.',
    '',
    '- **One** item, [linked](a,b.md) to [a/b.ts](a/b.ts).',
    '  It goes on.',
    '1. Another_one *here*',
    '| a | table |',
    '```sh',
    'code, code',
    '```',
    '![a picture](x.png)',
  ].join('\n');
  t.strictSame(cutCells('| a | one two three four five `a, b` seven eight |'), [
    'one two three four five code seven eight',
  ]);
  t.strictSame(cutBlocks(page), [
    'A paragraph over two lines with code.',
    'One item, linked to code. It goes on.',
    'Another_one here',
  ]);
});

t.test('sentences end where one begins behind a full stop', async (t) => {
  t.strictSame(cutSentences('One. "Two" is 2.5 long. code three? Four, of e.g. five'), [
    'One.',
    '"Two" is 2.5 long.',
    'code three?',
    'Four, of e.g. five',
  ]);
  t.strictSame(measureSentences(['1,000 words, or so', 'two — words']), {
    sentences: 2,
    words: 6,
    commas: 1,
  });
});

t.test('messages are the literals of several words, joined, without comments', async (t) => {
  const source = [
    "// it's a comment of several words",
    "const a = 'one that has ' + `$" + '{b ? `x $' + "{c}` : '}'} and more`;",
    'const f = () => /`/; return /"/;',
    'const d = /"no/.test(e) ? "two it\\\'s not short" : \'short\';',
    "const help = 'first line of it\\n  second line of it\\n  firstseen query a few words';",
  ].join('\n');
  t.strictSame(findMessages(source), [
    'one that has X and more',
    "two it's not short",
    'first line of it',
    'second line of it',
  ]);
});

t.test('expressions to avoid are found', async (t) => {
  const clean = ['There is no index here.', 'It is no longer there.', 'besides', 'amended'];
  t.strictSame(findAvoided(clean), []);
  const found = findAvoided(['It is no number.', 'Mend it.', 'the file beside it', 'told by name']);
  t.equal(found.length, 4);
  t.match(found[0], 'avoid "is no", write "is not a", or "has no": It is no number.');
});

t.test('the script prints a table', async (t) => {
  const script = fileURLToPath(new URL('../../scripts/measure-words.ts', import.meta.url));
  const { stdout } = spawnSync(process.execPath, [script, 'README.md', '--longest', '1']);
  t.match(String(stdout), /^file +sentences +words +commas\nREADME\.md +\d+ +\d+\.\d +\d\.\d\d\n/);
  t.match(String(stdout), /README\.md: \d+ words, \d+ commas\n {2}\S/);
});
