import t from 'tap';
import { growingSink } from '../../text/token-sink.ts';

t.test('reserving makes room and keeps what is there', (t) => {
  const sink = growingSink(0);
  sink.reserve(3);
  t.ok(sink.ids.length >= 3);
  sink.ids.set([7, 8, 9]);
  sink.length = 3;
  sink.reserve(1000);
  t.ok(sink.ids.length >= 1003);
  t.same([...sink.ids.subarray(0, 3)], [7, 8, 9]);
  t.end();
});

t.test('a roomy sink is small before it has grown, and large from then on', (t) => {
  const sink = growingSink(2, 100);
  t.equal(sink.ids.length, 2);
  sink.ids.set([7, 8]);
  sink.length = 2;
  sink.reserve(1);
  t.equal(sink.ids.length, 100);
  t.same([...sink.ids.subarray(0, 2)], [7, 8]);
  sink.length = 100;
  sink.reserve(1);
  t.equal(sink.ids.length, 200);
  t.end();
});

t.test('reserving what is free already replaces nothing', (t) => {
  const sink = growingSink(10);
  const { ids } = sink;
  sink.length = 4;
  sink.reserve(6);
  t.equal(sink.ids, ids);
  t.equal(sink.words, 0);
  t.end();
});
