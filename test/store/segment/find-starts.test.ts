// How far to the left a text stands in a segment: the kernel's walks are those of the twin, and once the
// twin has read the pages that a walk needs, the kernel makes it.

import { join } from 'node:path';
import t from 'tap';
import { MappedSearch } from '../../../store/segment/mapped-search.ts';
import { PhraseList } from '../../../store/segment/phrase-list.ts';
import { leftOut, type StartWalks } from '../../../store/segment/phrase-search.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { indexRun, runIn } from '../../indexer/run-index.ts';
import { skipNative } from '../../native/both-kernels.ts';
import { seededRandom } from '../../phrases.ts';
import { temporaryFolder, writeLines } from '../small-index.ts';

const random = seededRandom(21);
const words = (length: number) =>
  Array.from({ length }, () => `w${Math.floor(random() * random() * 400)}`);

async function openBoth(folder: string) {
  const records = Array.from({ length: 3000 }, () => ({ text: words(20).join(' ') }));
  writeLines(join(folder, 'a.jsonl'), records);
  const run = runIn(folder, { format: 'jsonl', files: ['a.jsonl'], steps: { batch_size: 10 } });
  const directory = join(folder, 'index');
  await indexRun(directory, run);
  const mapped = Snapshot.open(directory);
  process.env['FIRSTSEEN_NATIVE'] = '0';
  const plain = Snapshot.open(directory);
  delete process.env['FIRSTSEEN_NATIVE'];
  const text = [...(records[9]?.text.split(' ') ?? []), 'nowhere', ...words(4000)];
  return { mapped, plain, list: new PhraseList([text]), length: text.length };
}

t.test('kernel and twin agree, and the kernel leaves nothing', { skip: skipNative }, async (t) => {
  const { mapped, plain, list, length } = await openBoth(temporaryFolder(t));
  const [segment, twin] = [mapped.segments[0], plain.segments[0]];
  if (segment === undefined || twin === undefined) throw new Error('expected a segment');
  t.ok(segment.mapped && !twin.mapped);
  const find = MappedSearch.prototype.findStarts;
  let left = 0;
  t.teardown(() => {
    MappedSearch.prototype.findStarts = find;
    mapped.close();
    plain.close();
  });
  MappedSearch.prototype.findStarts = function count(text, walks) {
    find.call(this, text, walks);
    left += walks.starts.filter((start) => start === leftOut).length;
  };
  for (const bound of [leftOut, 1500, 3]) {
    const make = (): StartWalks => {
      const positions = Uint32Array.from({ length: length + 1 }, (_, end) => end);
      const floors = positions.map((end) => Math.max(0, end - 15));
      const rows = new Uint32Array(2 * positions.length);
      return { positions, floors, starts: positions.slice(), rows, bound };
    };
    const expected = make();
    twin.findStarts(list, expected);
    t.ok(expected.rows.some((row) => row > 0));
    for (const round of ['cold', 'warm']) {
      const walks = make();
      left = 0;
      segment.findStarts(list, walks);
      t.strictSame([...walks.starts], [...expected.starts], `${bound} ${round}`);
      t.strictSame([...walks.rows], [...expected.rows], `${bound} ${round}`);
      if (round === 'warm') t.equal(left, 0);
    }
  }
});
