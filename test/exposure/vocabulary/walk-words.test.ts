import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { type WordQuestion, walkWords } from '../../../exposure/vocabulary/walk-words.ts';
import { buildIndex } from '../../../indexer/build-index.ts';
import type { Word } from '../../../schemas/words.ts';
import { fileOperations } from '../../../store/files.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { analyzePhrase } from '../../../text/analyze-phrase.ts';
import { temporaryFolder, writeLines } from '../../store/small-index.ts';

const folder = temporaryFolder(t);
let built = 0;

interface Line {
  readonly text: string;
  readonly id?: string;
  readonly step?: number;
}

type Settings = Partial<Parameters<typeof buildIndex>[1]>;

/** An index with a segment for each part. */
async function build(parts: readonly (readonly Line[])[], settings: Settings): Promise<string> {
  const directory = `${folder}/index-${built++}`;
  for (const [i, lines] of parts.entries()) {
    const from = [writeLines(`${directory}-${i}.jsonl`, lines)];
    await buildIndex(directory, { from, ...settings, workers: 1, inline: fileOperations });
  }
  return directory;
}

function wordsOf(directory: string, question: WordQuestion): Word[] {
  using snapshot = Snapshot.open(directory);
  return [...walkWords(snapshot, question)].filter((word) => word !== undefined);
}

/** The words of all lines, by going through every token. */
function wordsInLines(
  lines: readonly Line[],
  stepOf: (rank: number) => number,
  { at, hasRecords = true }: { readonly at: readonly number[]; readonly hasRecords?: boolean },
): Word[] {
  const words = new Map<string, Word & { readonly ranks: Set<number> }>();
  for (const [rank, { text, id = null }] of lines.entries()) {
    const step = stepOf(rank);
    const seen = hasRecords ? { step, rank, id } : { step, rank: null, id: null };
    for (const term of analyzePhrase(text, 'words')) {
      const word = words.get(term);
      const ranks = (word?.ranks ?? new Set<number>()).add(rank);
      const counts = at.map((s): [string, number] => {
        return [String(s), (word?.at?.[String(s)] ?? 0) + (step <= s ? 1 : 0)];
      });
      words.set(term, {
        ...{ term, count: (word?.count ?? 0) + 1, ranks },
        ...(hasRecords && { records: ranks.size }),
        ...{ first: word?.first ?? seen, last: seen },
        ...(at.length > 0 && { at: Object.fromEntries(counts) }),
      });
    }
  }
  return [...words.values()]
    .sort((a, b) => {
      return (
        a.first.step - b.first.step || Buffer.compare(Buffer.from(a.term), Buffer.from(b.term))
      );
    })
    .map(({ ranks: _, ...word }) => word);
}

/** Letters of which the order by UTF-16 units is another than by UTF-8: ﬀ and 𐐨. */
const text = fc
  .array(fc.constantFrom(...'abcdeé', 'ﬀ', '𐐨', 'ab', '漢', 'A'), { maxLength: 6 })
  .map((words) => words.join(' '));
const part = fc.array(
  fc.record({ text, id: fc.constantFrom('x', 'y') }, { requiredKeys: ['text'] }),
  { minLength: 1, maxLength: 12 },
);
const parts = fc.array(part, { minLength: 1, maxLength: 4 });
const steps = fc.uniqueArray(fc.nat({ max: 20 }), { maxLength: 3 });

t.test('the words of an index are those of its records', async (t) => {
  let shared = 0;
  const property = fc.asyncProperty(
    ...([parts, steps, fc.integer({ min: 1, max: 30 }), fc.boolean()] as const),
    async (parts, at, batch, hasRecords) => {
      const directory = await build(parts, {
        stepRule: { batch_size: batch },
        ...(!hasRecords && { resolution: 'step' }),
      });
      const lines = parts.flat();
      const expected = wordsInLines(lines, (rank) => Math.floor(rank / batch) + 1, {
        ...{ at, hasRecords },
      });
      if (parts.length > 1 && lines.length <= batch) shared++;
      assert.deepEqual(wordsOf(directory, { at }), expected);
      // Fields are in the same order.
      assert.equal(JSON.stringify(wordsOf(directory, { at })[0]), JSON.stringify(expected[0]));
      const few = expected.filter(({ count }) => count >= 3);
      assert.deepEqual(wordsOf(directory, { at, minCount: 3 }), few);
      const begin = expected.filter(({ term }) => term.startsWith('a'));
      assert.deepEqual(wordsOf(directory, { at, prefix: 'A' }), begin);
    },
  );
  await t.resolves(fc.assert(property, { numRuns: 100, endOnFailure: true }));
  t.ok(shared > 3, `a step over several segments: ${shared} times`);
});

t.test('steps that consumed nothing, and records that say their steps', async (t) => {
  const parts = [
    [
      { text: 'b a', step: 3 },
      { text: 'c', step: 9 },
    ],
    [
      { text: 'a 𐐨 ﬀ', step: 9 },
      { text: 'd b', step: 40 },
    ],
    [{ text: 'aa', step: 40 }],
  ];
  const directory = await build(parts, { stepRule: { field: 'step' } });
  const lines = parts.flat();
  const expected = wordsInLines(lines, (rank) => lines[rank]?.step ?? 0, { at: [3, 8, 9] });
  const found = wordsOf(directory, { at: [3, 8, 9] });
  t.same(found, expected);
  t.same(
    found.map(({ term }) => term),
    ['a', 'b', 'c', 'ﬀ', '𐐨', 'aa', 'd'],
    'the step that two segments share is merged; bytes of UTF-8 decide',
  );
});

t.test('an index without a record has no words', async (t) => {
  const directory = await build([[{ text: '' }]], { stepRule: { batch_size: 1 } });
  t.same(wordsOf(directory, {}), []);
});

t.test('a question that is not as expected is refused before the first word', async (t) => {
  const directory = await build([[{ text: 'a' }]], { stepRule: { batch_size: 1 } });
  using snapshot = Snapshot.open(directory);
  t.throws(() => walkWords(snapshot, { minCount: 0 }), { code: 'bad_argument' });
  t.throws(() => walkWords(snapshot, { at: [-1] }), { code: 'bad_argument' });
});
