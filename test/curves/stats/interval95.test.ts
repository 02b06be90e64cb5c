import t from 'tap';
import { interval95, interval95Around } from '../../../curves/stats/interval95.ts';

t.test('intervals are the percentiles of numpy.percentile', async (t) => {
  t.strictSame(interval95(Array.from({ length: 41 }, (_, i) => 40 - i)), [1, 39]);
  // numpy.percentile([1, 2, 4], [2.5, 97.5]) is [1.05, 3.9].
  const [low, high] = interval95([4, null, 1, 2]) ?? [];
  t.ok(Math.abs((low ?? 0) - 1.05) < 1e-15 && Math.abs((high ?? 0) - 3.9) < 1e-15);
  t.strictSame(interval95([3]), [3, 3]);
  t.equal(interval95([null]), null);
  t.equal(interval95([]), null);
  t.strictSame(
    interval95Around(
      Array.from({ length: 41 }, (_, i) => i),
      50,
    ),
    [31, 69],
  );
  t.equal(interval95Around([1, 2], null), null);
});
