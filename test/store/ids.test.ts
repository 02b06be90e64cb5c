import t from 'tap';
import type { LocalRecord, Rank, Step, TermSymbol } from '../../store/ids.ts';

const record: LocalRecord = 3;
const symbol: TermSymbol = 4;

function findStep(record: LocalRecord): Step {
  return record + 1;
}

t.test('a number of another kind is a type error, a plain number is not', async (t) => {
  const firstRank: Rank = 100;
  const rank: Rank = firstRank + record;
  t.equal(findStep(3), findStep(rank - firstRank));
  // @ts-expect-error a rank is not a local record
  t.equal(findStep(rank), 104);
  // @ts-expect-error a step is not a local record
  t.equal(findStep(findStep(record)), 5);
  // @ts-expect-error a symbol is not a local record
  t.equal(findStep(symbol), 5);
});
