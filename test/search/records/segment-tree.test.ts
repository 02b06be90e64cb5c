import { join } from 'node:path';
import t from 'tap';
import { buildIndex } from '../../../indexer/build-index.ts';
import { parseQuery } from '../../../search/language/parser.ts';
import { PlainPhrases } from '../../../search/records/plain-phrases.ts';
import { growTree } from '../../../search/records/segment-tree.ts';
import { SlotExpansions } from '../../../search/records/slot-expansions.ts';
import { fileOperations } from '../../../store/files.ts';
import type { Segment } from '../../../store/segment/segment.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { temporaryFolder, writeLines } from '../../store/small-index.ts';

const words = 3000;

/** Records of two words of two vocabularies, so that there are many pairs. */
function somePairs(count: number): { text: string }[] {
  return Array.from({ length: count }, (_, i) => {
    const [w, v] = [(i * 7919) % words, (i * 104_729 + (i >> 3)) % words];
    return { text: `w${w} v${v}` };
  });
}

/** The segment, in whose parts each call is counted, and each value of a generator. */
function counting<Part extends object>(part: Part, count: () => void, depth = 0): Part {
  return new Proxy(part, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value === 'function') {
        return (...args: unknown[]) => {
          count();
          const result: unknown = Reflect.apply(value, target, args);
          return isIterator(result) ? countValues(result, count) : result;
        };
      }
      const isPart = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
      return isPart && depth < 1 ? counting(value, count, depth + 1) : value;
    },
  });
}

function isIterator(value: unknown): value is Generator<unknown, unknown, undefined> {
  return typeof value === 'object' && value !== null && 'next' in value && 'return' in value;
}

function* countValues(values: Generator<unknown, unknown, undefined>, count: () => void) {
  for (;;) {
    const { done, value } = values.next();
    count();
    if (done === true) return value;
    yield value;
  }
}

t.test('a tree of many intervals pauses between some thousand calls of a segment', async (t) => {
  const folder = temporaryFolder(t);
  const directory = join(folder, 'index');
  const from = [writeLines(join(folder, 'a.jsonl'), somePairs(40_000))];
  const build = { stepRule: { batch_size: 1000 }, workers: 1, inline: fileOperations };
  await buildIndex(directory, { from, ...build });
  using snapshot = Snapshot.open(directory);
  const [segment] = snapshot.segments;
  if (segment === undefined) throw new Error('an index has a segment');
  for (const query of ['"w* v*"', '"? v*"', '"(w*|v1) (v*|w1)"', '"w* ?" OR v*']) {
    let calls = 0;
    let all = 0;
    const counted: Segment = counting(segment, () => calls++);
    const expression = parseQuery(query, 'words');
    const { expand } = new SlotExpansions(snapshot);
    const plain = new PlainPhrases([expression]);
    const growth = growTree(expression, { segment: counted, plain, expand });
    let longest = 0;
    for (let isDone = false; !isDone; ) {
      calls = 0;
      isDone = growth.next().done === true;
      longest = Math.max(longest, calls);
      all += calls;
    }
    t.ok(all > 10_000, `${query}: ${all} calls`);
    t.ok(longest < 6000, `${query}: ${longest} calls without a pause`);
  }
});
