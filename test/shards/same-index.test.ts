// Replicas of a shard have one index, and a shard keeps it.

import t from 'tap';
import { requireReplicas, requireSameIndex } from '../../shards/same-index.ts';
import type { ShardDescription } from '../../shards/shard.ts';

const described = (parts: Partial<ShardDescription>) =>
  ({
    ...{ snapshot: '1-a', records: 3, first_step: 1, steps: 3, sources: [{ name: 'a.jsonl' }] },
    ...parts,
  }) as ShardDescription;

t.test('replicas', (t) => {
  const one = { name: 'http://a', description: described({}) };
  const other = { name: 'http://b', description: described({ first_step: 4, steps: 6 }) };
  requireReplicas([]);
  requireReplicas([one]);
  requireReplicas([one, { ...one, name: 'http://c' }]);
  const lags = { ...one, description: described({ snapshot: '2-a', records: 9, steps: 5 }) };
  requireReplicas([one, lags, one]);
  t.throws(() => requireReplicas([one, { ...one, name: 'http://c' }, other]), {
    code: 'shards_mismatch',
    message:
      /^http:\/\/a and http:\/\/b are named as replicas .* steps 1 to 3 \(a.jsonl\), and 3 .* a space/,
    details: { shard: 'http://a', other: 'http://b' },
  });
  t.end();
});

t.test('an index that has grown, and another one', (t) => {
  const before = described({});
  const more = [{ name: 'a.jsonl' }, { name: 'b.jsonl' }];
  const grown = [
    described({ snapshot: '2-a' }),
    described({ records: 9, steps: 9 }),
    described({ records: 9, steps: 3, sources: more }),
    described({ sources: more }),
  ];
  for (const now of grown) {
    requireSameIndex('s', before, now);
    requireSameIndex('s', now, before);
  }
  const empty = described({ records: 0, steps: 0, first_step: 0, sources: [] });
  requireSameIndex('s', empty, before);
  const others = [
    empty,
    described({ first_step: 4, steps: 6 }),
    described({ records: 9, steps: 2 }),
    described({ records: 9, steps: 9, sources: [{ name: 'b.jsonl' }] }),
    described({ records: 9, steps: 9, sources: [] }),
  ];
  for (const now of others) {
    t.throws(() => requireSameIndex('s', before, now), {
      code: 'shards_mismatch',
      message:
        /^the shard s has another index: (\d|no) records.* It had 3 records of the steps 1 to 3/,
      details: { shard: 's' },
    });
  }
  t.end();
});
