import t from 'tap';
import { soak } from '../../scripts/soak-watches.ts';

// The short form of scripts/soak-watches.ts, which runs a minute.
t.test('each consumer gets each event once and in order, though servers are killed', async (t) => {
  const { faults, kills, commits, events, delaysMs } = await soak({ seconds: 4, consumers: 3 });
  t.same(faults, []);
  t.ok(kills >= 1 && commits >= 4, `${kills} kills, ${commits} commits`);
  t.ok(events > 20, `${events} events`);
  t.ok(delaysMs.length > 0, `${delaysMs.length} commits met a running server`);
});
