import t from 'tap';
import { formatJob, JobLog } from '../../cli/progress/job-log.ts';

/** A log whose clock the test turns, and what it wrote. */
function logAt(start = 0) {
  const clock = { ms: start };
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const log = new JobLog({ doing: 'indexing', write, now: () => clock.ms });
  t.teardown(() => log[Symbol.dispose]());
  return { clock, lines, log };
}

t.test('a line every ten seconds, and none of a short command', async (t) => {
  const { clock, lines, log } = logAt(500);
  log.say('committed');
  for (let records = 1000; records <= 60_000; records += 1000) {
    clock.ms += 1000;
    log.update({
      amount: `${records} records`,
      done: records / 120_000,
      step: 2,
      bytes: records * 1e3,
    });
    if (records === 5000) t.strictSame(lines, []);
  }
  t.equal(lines.length, 6);
  t.equal(lines[0], 'firstseen: indexing 8% 10000 records, step 2, 1.0 MB/s, 1m 50s left\n');
  for (const line of lines) t.match(line, /^firstseen: [ -~]+\n$/, 'plain text, one line');
  log.say('committed, the index holds 7 records');
  t.equal(lines[6], 'firstseen: committed, the index holds 7 records\n');
});

t.test('what is not known is left out', async (t) => {
  t.equal(formatJob({ amount: '5 records' }, 10), '5 records');
  t.equal(formatJob({ amount: '5 records', done: 0 }, 10), '0% 5 records');
  t.equal(formatJob({ amount: '5 records', done: 0.999 }, 10), '99% 5 records, 1s left');
  t.equal(formatJob({ amount: '5', done: 0.5 }, 8000), '50% 5, 2h 13m left');
  t.equal(formatJob({ amount: '5', step: 1234567 }, 1), '5, step 1,234,567');
});
