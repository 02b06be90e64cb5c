import t from 'tap';
import { soak } from '../../scripts/soak-server.ts';

// The short form of scripts/soak-server.ts, which runs a minute with 32 clients.
t.test('clients that ask while a process appends see whole snapshots only', async (t) => {
  const { faults, requests, batches, appends, snapshots } = await soak({ seconds: 4, clients: 8 });
  t.same(faults, []);
  t.ok(requests > 20, `${requests} requests`);
  t.ok(batches > 0, `${batches} batches`);
  t.ok(appends >= 1 && snapshots >= 2, `${appends} appends, ${snapshots} snapshots`);
});
