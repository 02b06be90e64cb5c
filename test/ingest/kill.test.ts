// A short form of scripts/soak-ingest.ts: real processes, killed with SIGKILL.

import t from 'tap';
import { soakIngest } from '../../scripts/soak-ingest.ts';

t.test('a server and a trainer are killed six times, and each step is in once', async (t) => {
  const seed = Math.floor(Math.random() * 1e6);
  const soaked = await soakIngest({ seconds: 6, kills: 6, seed, clients: 4 });
  t.comment(JSON.stringify({ seed, ...soaked }));
  t.match(soaked, { serverKills: 4, trainerKills: 2 });
  t.ok(soaked.steps >= soaked.acknowledged && soaked.acknowledged > 20, 'steps were acknowledged');
});
