import t from 'tap';
import { soak } from '../../scripts/soak-server.ts';

// The short form of scripts/soak-server.ts, which runs a minute with 32 clients.
t.test('clients that ask while others append and compact see whole snapshots only', async (t) => {
  const { faults, requests, batches, appends, merges, snapshots } = await soak({
    seconds: 6,
    clients: 8,
  });
  t.same(faults, []);
  t.ok(requests > 20, `${requests} requests`);
  t.ok(batches > 0, `${batches} batches`);
  t.ok(appends >= 2 && snapshots >= 2, `${appends} appends, ${snapshots} snapshots`);
  t.ok(merges >= 1, `${merges} merges`);
});
