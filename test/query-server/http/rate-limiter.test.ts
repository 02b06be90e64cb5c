import t from 'tap';
import { RateLimiter } from '../../../query-server/http/rate-limiter.ts';

t.test('a budget is spent by what comes at once, and refilled by time', async (t) => {
  let now = 0;
  const limiter = new RateLimiter(4, () => now);
  const asks = (count: number, address = 'a') =>
    Array.from({ length: count }, () => {
      try {
        limiter.require(address);
        return true;
      } catch {
        return false;
      }
    }).filter(Boolean).length;
  t.equal(asks(10), 4);
  t.equal(asks(10, 'b'), 4, 'an address has its own');
  now += 500;
  t.equal(asks(10), 2);
  now += 60_000;
  t.equal(asks(10), 4, 'never more than a second of it');
  t.throws(() => limiter.require('a'), { code: 'too_many_requests', details: { retry_after: 1 } });
});

t.test('addresses without number take no memory without bound', async (t) => {
  let now = 0;
  const limiter = new RateLimiter(1, () => now);
  limiter.require('first');
  for (let i = 0; i < 50_000; i++) {
    now += 0.01;
    limiter.require(`address ${i}`);
  }
  t.ok(process.memoryUsage().heapUsed < 500e6);
  t.doesNotThrow(() => limiter.require('first'), 'it has been forgotten');
});
