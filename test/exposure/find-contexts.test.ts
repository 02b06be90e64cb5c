import { join } from 'node:path';
import t from 'tap';
import { walkContexts } from '../../exposure/find-contexts.ts';
import { locatePhrases } from '../../exposure/find-phrases.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { analyze, analyzeWithRanges } from '../../text/analyzer.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';

/** Every context of a record, its text analysed as a whole. */
function naiveContexts(text: string, phrase: readonly string[]) {
  const { tokens, starts, ends } = analyzeWithRanges(text, 'words');
  const line = (some: string) => some.toWellFormed().replace(/\s+/gu, ' ');
  return [...tokens.keys()]
    .filter((at) => phrase.every((token, i) => tokens[at + i] === token))
    .map((at) => {
      const start = starts[at] as number;
      const end = ends[at + phrase.length - 1] as number;
      return {
        before: line(text.slice(Math.max(0, start - 80), start)),
        match: line(text.slice(start, end)),
        after: line(text.slice(end, end + 80)),
        truncated: { before: start > 80, after: end + 80 < text.length },
      };
    });
}

/** Text of several blocks: words at places that no piece or block knows of, in any script. */
const texts = [
  Array.from({ length: 60_000 }, (_, i) => (i % 4999 === 7 ? 'Two  Words,' : `w${i % 97}`)).join(
    ' ',
  ),
  Array.from({ length: 200_000 }, (_, i) => (i % 7919 === 3 ? '漢字' : '学習か\u3099'[i % 4])).join(
    '',
  ),
  `two words ${'x'.repeat(300_000)} two words`,
  Array.from({ length: 50_000 }, (_, i) => (i % 3001 === 9 ? 'two words' : '😀é')).join('\u3000'),
  'two words',
];

t.test('contexts of long records are those of their whole texts', async (t) => {
  const directory = join(temporaryFolder(t), 'my.idx');
  const lines = texts.map((text) => ({ text }));
  const from = [writeLines(`${directory}.jsonl`, lines)];
  await buildIndex(directory, {
    from,
    stepRule: { batch_size: 1 },
    workers: 1,
    inline: fileOperations,
  });
  using snapshot = Snapshot.open(directory);
  for (const phrase of ['two words', 'two words,', '漢字', '学 習', 'x'.repeat(300_000)]) {
    const tokens = analyze(phrase, 'words');
    const [places = []] = locatePhrases(snapshot, [tokens]);
    const sought = [{ tokens, places }];
    const expected = texts.flatMap((text, i) =>
      naiveContexts(text, tokens).map((context) => ({ ...context, rank: i })),
    );
    t.ok(expected.length > 0, 'it is there');
    for (const lastFirst of [false, true]) {
      const ordered = lastFirst ? expected.toReversed() : expected;
      for (const limit of [1, 3, 50]) {
        const walk = walkContexts(snapshot, sought, { limit, lastFirst });
        const found = [...walk].filter((one) => typeof one === 'object');
        const shown = found.map(({ before, match, after, truncated, rank }) => {
          return { before, match, after, truncated, rank };
        });
        const label = `${limit} of ${phrase.slice(0, 20)}${lastFirst ? ' from the last' : ''}`;
        t.ok(JSON.stringify(shown) === JSON.stringify(ordered.slice(0, limit)), label);
      }
    }
  }
});
