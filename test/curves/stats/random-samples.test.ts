import t from 'tap';
import { bootstrap, seedRandom, shuffle } from '../../../curves/stats/random-samples.ts';

t.test('samples repeat with their seed and key, and with no other', async (t) => {
  const positions = Int32Array.from({ length: 50 }, (_, i) => 2 * i);
  const draw = (seed: number, key: string) => [...bootstrap(positions, seedRandom(seed, [key]))];
  t.strictSame(draw(0, 'a'), draw(0, 'a'));
  t.notSame(draw(0, 'a'), draw(1, 'a'));
  t.notSame(draw(0, 'a'), draw(0, 'b'));
  t.ok(draw(3, 'a').every((position) => positions.includes(position)));
  const order = shuffle(positions, seedRandom(0, ['a']));
  t.strictSame(
    [...order].sort((a, b) => a - b),
    [...positions],
    'a permutation',
  );
  t.notSame(order, positions);
  t.equal(bootstrap(new Int32Array(0), seedRandom(0, [])).length, 0);
});

t.test('every order and every draw is as likely as the others', async (t) => {
  const random = seedRandom(7, ['orders']);
  const orders = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const order = shuffle(Int32Array.of(0, 1, 2, 3), random).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  t.equal(orders.size, 24);
  // Counts of 1,000 on average; five standard deviations are 155.
  t.ok([...orders.values()].every((count) => Math.abs(count - 1000) < 155));
  const drawn = new Float64Array(5);
  for (let i = 0; i < 5000; i++) {
    for (const at of bootstrap(Int32Array.of(0, 1, 2, 3, 4), random))
      drawn[at] = (drawn[at] ?? 0) + 1;
  }
  t.ok(drawn.every((count) => Math.abs(count - 5000) < 5 * Math.sqrt(25_000 * 0.2 * 0.8)));
});
