// Fits against statsmodels 0.15 (Logit), against what defines a maximum (the gradient is 0), and where
// there is none.

import fc from 'fast-check';
import t from 'tap';
import { fitLogistic } from '../../../curves/stats/logistic.ts';

t.test('a fit that statsmodels made', (t) => {
  const words = [2, 3, 1, 5, 4, 6, 2, 7, 3, 9];
  const x = words.map((word, i) => [1, i, word]);
  const fit = fitLogistic(x, [0, 0, 1, 0, 1, 0, 1, 1, 0, 1]);
  const estimates = [-1.112_224_450_444_53, 0.353_508_786_496_786, -0.113_410_423_547_914];
  const errors = [1.488_909_362_295_75, 0.328_716_088_193_436, 0.374_935_854_053_131];
  for (const [i, estimate] of estimates.entries()) {
    t.ok(Math.abs((fit?.estimates[i] ?? 0) - estimate) < 1e-10, `estimate ${i}`);
    t.ok(Math.abs((fit?.standardErrors[i] ?? 0) - (errors[i] ?? 0)) < 1e-10, `error ${i}`);
  }
  t.ok(Math.abs((fit?.logLikelihood ?? 0) + 6.116_357_642_054_04) < 1e-10);
  t.end();
});

t.test('where there is no maximum there is no fit', (t) => {
  const separated = [
    [1, 0],
    [1, 1],
    [1, 2],
    [1, 3],
  ];
  t.equal(fitLogistic(separated, [0, 0, 1, 1]), undefined, 'a column separates right from wrong');
  t.equal(fitLogistic(separated, [1, 1, 1, 1]), undefined, 'all are right');
  t.equal(fitLogistic(separated, [0, 0, 0, 0]), undefined, 'none is right');
  const dependent = [
    [1, 2],
    [1, 2],
    [1, 2],
    [1, 2],
  ];
  t.equal(fitLogistic(dependent, [0, 1, 0, 1]), undefined, 'a column is a multiple of another');
  t.equal(fitLogistic([], []), undefined);
  t.end();
});

t.test('the gradient is 0 at every fit', (t) => {
  const row = fc.tuple(
    fc.integer({ min: 0, max: 12 }),
    fc.integer({ min: 0, max: 20 }),
    fc.boolean(),
  );
  let fits = 0;
  fc.assert(
    fc.property(fc.array(row, { minLength: 3, maxLength: 80 }), (rows) => {
      const x = rows.map(([a, b]) => [1, a, b]);
      const y = rows.map(([, , right]) => Number(right));
      const fit = fitLogistic(x, y);
      if (fit === undefined) return true;
      fits++;
      const gradient = [0, 1, 2].map((k) =>
        x.reduce((sum, values, i) => {
          const odds = values.reduce((odds, value, j) => odds + value * (fit.estimates[j] ?? 0), 0);
          return sum + (values[k] ?? 0) * ((y[i] ?? 0) - 1 / (1 + Math.exp(-odds)));
        }, 0),
      );
      return gradient.every((value) => Math.abs(value) < 1e-7);
    }),
  );
  t.ok(fits > 20, `${fits} fits`);
  t.end();
});
