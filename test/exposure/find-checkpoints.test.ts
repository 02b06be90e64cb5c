// A checkpoint after an amount is the last step that lies whole within it, over segments too.

import { join } from 'node:path';
import t from 'tap';
import { findCheckpoints } from '../../exposure/find-checkpoints.ts';
import { buildIndex } from '../../indexer/build-index.ts';
import { fileOperations } from '../../store/files.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { temporaryFolder, writeLines } from '../store/small-index.ts';

/** Words of each record, and its step. */
const rows = [3, 1, 2, 5, 4, 1, 2].map((words, i) => {
  return { text: 'a, '.repeat(words).trim(), step: [2, 2, 5, 5, 5, 9, 12][i] as number };
});

t.test('amounts become steps as by adding up the records', async (t) => {
  const directory = join(temporaryFolder(t), 'index');
  for (const [i, part] of [rows.slice(0, 4), rows.slice(4)].entries()) {
    const from = [writeLines(`${directory}-${i}.jsonl`, part)];
    const stepRule = { field: 'step' };
    await buildIndex(directory, {
      from,
      stepRule,
      workers: 1,
      inline: fileOperations,
      merges: false,
    });
  }
  using snapshot = Snapshot.open(directory);
  t.equal(snapshot.segments.length, 2, 'step 5 continues in the second segment');
  const sizes = { records: 0, tokens: 2, words: 1 } as const;
  for (const unit of ['records', 'tokens', 'words'] as const) {
    const size = (text: string) => {
      const words = text.split(' ').length;
      return unit === 'records' ? 1 : words * sizes[unit];
    };
    const total = rows.reduce((sum, { text }) => sum + size(text), 0);
    for (let amount = 0; amount <= total + 2; amount++) {
      const whole = [2, 5, 9, 12].filter((step) => {
        const by = rows.filter((row) => row.step <= step);
        return by.reduce((sum, { text }) => sum + size(text), 0) <= amount;
      });
      const [found] = findCheckpoints(snapshot, [{ name: 'c', at: { unit, amount } }]);
      const expected = { name: 'c', step: whole.at(-1) ?? 0 };
      t.strictSame(
        found,
        amount > total ? { ...expected, isBeyond: true } : expected,
        `${amount} ${unit}`,
      );
    }
  }
  const at = { unit: 'model_tokens', amount: 7 } as const;
  t.throws(() => findCheckpoints(snapshot, [{ name: 'c', at }]), { code: 'bad_argument' });
  t.strictSame(findCheckpoints(snapshot, [{ name: 'd', at: 7 }]), [{ name: 'd', step: 7 }]);
});
