// Tables of splits: what they show at one, three and 41 steps, and that they fit into a line.

import stringWidth from 'string-width';
import t from 'tap';
import { spreadPositions } from '../../cli/show/fit-table.ts';
import { showSplits } from '../../cli/show/show-split.ts';
import { shortenMiddle } from '../../cli/show/terminal-text.ts';
import type { Split, SplitSet } from '../../splits/split.ts';
import { split } from '../splits/small-split.ts';

const names = [
  'coordinate_structure_constraint_complex_left_branch',
  'coordinate_structure_constraint_object_extraction',
  'wh_island',
];
const [first] = split.sets;
const sets = names.map((name) => ({ ...first, name, class: 'sentence' }) as SplitSet);
const three = { ...split, sets };

function splitsBy(steps: readonly number[]): Split[] {
  return steps.map((at) => ({ ...three, at }));
}

const many = splitsBy(Array.from({ length: 41 }, (_, i) => (i + 1) * 3500));

/** The tables, without the sentences around them. */
function tableLines(text: string): string[] {
  return text.split('\n').filter((line) => /^(set|coord|wh_|all )/.test(line));
}

t.test('a table fits into 80, 100 and 120 columns', async (t) => {
  for (const splits of [[three], splitsBy([100, 500, 1950]), many]) {
    for (const line of [80, 100, 120]) {
      const shown = showSplits(splits, line);
      const rows = tableLines(shown);
      t.equal(rows.length, 5, `${splits.length} steps, a line a set`);
      const longest = Math.max(...rows.map((row) => stringWidth(row)));
      t.ok(longest <= line, `${splits.length} steps: ${longest} of ${line} columns`);
      t.ok(longest > line - 30 || splits.length === 3, `${splits.length} steps fill the line`);
    }
  }
});

t.test('one split has its numbers, several have a column a step', async (t) => {
  const one = showSplits([three], 200);
  t.match(one, /^by step 40, policy either, snapshot 1-abc\n\nset +class +pairs +proxy-train/);
  t.match(one, /^wh_island +sentence +3 +1 +2 +0 +6 +1 +3 +3$/m);
  t.notMatch(one, 'left out');
  t.match(showSplits([three], 80), /^left out to fit 80 columns: median step, pairs, /m);
  const some = showSplits(splitsBy([100, 1950, 12_000]), 120);
  t.match(some, /^proxy-train examples by the end of each step, policy either/);
  t.match(some, /^set +examples +100 +1950 +12,000$/m);
  t.match(some, /^all 3 +9 +3 +3 +3$/m);
  const balanced = splitsBy([1, 2]).map((split) => ({ ...split, sampling: 'balance' as const }));
  t.match(showSplits(balanced, 120), /^set +pairs +1 +2$/m, 'examples differ by step');
  t.equal(showSplits([], 80), '');
});

t.test('of many steps some are shown, the first and the last among them', async (t) => {
  const shown = showSplits(many, 80);
  t.match(shown, /^set +examples +3500 .* 143,500$/m);
  t.match(shown, /^3 of 41 steps shown: --json prints them all$/m);
  t.strictSame(spreadPositions(41, 5), [0, 10, 20, 30, 40]);
  t.strictSame(spreadPositions(3, 5), [0, 1, 2]);
  t.strictSame(spreadPositions(3, 1), [2]);
});

t.test('a long name keeps its start and its end', async (t) => {
  t.equal(shortenMiddle('determiner_noun_1', 17), 'determiner_noun_1');
  t.equal(shortenMiddle('determiner_noun_1', 9), 'dete…un_1');
  t.equal(shortenMiddle('漢字漢字漢字', 8), '漢字…字');
});
