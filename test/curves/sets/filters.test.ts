import t from 'tap';
import { explainExclusion, noFilters, paperFilters } from '../../../curves/sets/filters.ts';

t.test('each filter has its reason, and its bound is exact', (t) => {
  const of = (right: number[], exposed = 100) =>
    explainExclusion({ right, examples: 1000, exposed }, paperFilters);
  t.equal(of([700, 800]), null, '70 % is not above it, 80 % is reached');
  t.equal(of([701, 900]), 'above 70 % at the first checkpoint (70.1 %)');
  t.equal(of([500, 799, 600]), 'never 80 % (at most 79.9 %)');
  t.equal(of([500, 900], 99), 'fewer than 100 exposed examples (99)');
  t.match(
    of([710, 720], 3),
    /^above 70 % .*; never 80 % .*; fewer than 100 exposed examples \(3\)$/,
  );
  t.equal(explainExclusion({ right: [999], examples: 1000, exposed: 0 }, noFilters), null);
  t.end();
});
