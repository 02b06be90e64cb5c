// The table of a watch list on a terminal: it is drawn over itself, and a list that is replaced begins again.

import t from 'tap';
import { WatchTable } from '../../../cli/show/show-watch.ts';
import type { WatchSummary } from '../../../schemas/watches.ts';

const summary: WatchSummary = {
  ...{ name: 'w', epoch: '0123abcd', items: 8, seen: 3, unaskable: 1, events: 3 },
  ...{ snapshot: 's', shares: [] },
};

const seen = (position: number, step: number, phrase: string, epoch = '0123abcd') => ({
  ...{ id: `${epoch}-${position}`, kind: 'seen' as const },
  data: { phrase, first: { step, rank: 10 * step, id: null } },
});

t.test('the table shows what was seen, its curve and the last events', (t) => {
  const written = t.capture(process.stdout, 'write', () => true);
  const table = new WatchTable('w');
  table.update(summary);
  for (let i = 1; i <= 12; i++) table.add(seen(i, i, `phrase\u001b[31m ${i}`));
  table.lose('ECONNREFUSED');
  table[Symbol.dispose]();
  const drawn = written.args().map(([text]) => String(text));
  t.equal(drawn.length, 1, 'many events are drawn together');
  const lines = (drawn[0] ?? '').trimEnd().split('\n');
  t.match(lines[0], /w: 3 of 8 seen \(37\.5 %\), 1 cannot be asked$/);
  t.match(lines[1], /^ {2}▁\S+█ {2}steps 1 to 12$/);
  t.equal(lines.length, 2 + 8 + 1, 'the last eight events, and the lost connection');
  t.match(lines[9], /step 12, rank 120 {2}phrase.\[31m 12$/);
  t.notOk(
    lines.slice(1).join('').includes('\u001b'),
    'a phrase cannot give orders to the terminal',
  );
  t.match(lines[10], /connection lost \(ECONNREFUSED\): trying again/);
  t.end();
});

t.test('events of a new epoch take the place of the old ones', (t) => {
  const written = t.capture(process.stdout, 'write', () => true);
  const table = new WatchTable('w');
  table.add(seen(1, 5, 'old'));
  table.add(seen(1, 7, 'new', 'ffff0000'));
  table[Symbol.dispose]();
  const text = String(written.args()[0]?.[0]);
  t.match(text, /new/);
  t.notMatch(text, /old/);
  t.end();
});
