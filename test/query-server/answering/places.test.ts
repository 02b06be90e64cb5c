import t from 'tap';
import { Places } from '../../../query-server/answering/places.ts';

t.test(
  'so many have a place, the next come in order, and who gives up leaves the line',
  async (t) => {
    const reads = new Places(2);
    const { signal } = new AbortController();
    const first = await reads.take(signal);
    const second = await reads.take(signal);
    const gone = new AbortController();
    const givesUp = reads.take(gone.signal);
    const order: string[] = [];
    const third = reads.take(signal).then((place) => {
      order.push('third');
      return place;
    });
    const fourth = reads.take(signal).then((place) => {
      order.push('fourth');
      return place;
    });
    t.equal(reads.waiting, 3);
    gone.abort(new Error('gone'));
    await t.rejects(givesUp, { message: 'gone' });
    t.equal(reads.waiting, 2);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    (await third)[Symbol.dispose]();
    (await fourth)[Symbol.dispose]();
    t.same(order, ['third', 'fourth']);
    second[Symbol.dispose]();
    const places = [await reads.take(signal), await reads.take(signal)];
    t.equal(places.length, 2, 'all places are free again');
    await t.rejects(reads.take(AbortSignal.abort(new Error('late'))), { message: 'late' });
    t.equal(reads.waiting, 0);
  },
);
