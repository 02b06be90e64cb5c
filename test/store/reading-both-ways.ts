// Runs a test of reading with files mapped (native kernel) and at positions (FIRSTSEEN_NATIVE=0).

import t, { type Test } from 'tap';
import { skipNative } from '../native/both-kernels.ts';

export function readingBothWays(name: string, body: (t: Test) => unknown): void {
  const given = process.env['FIRSTSEEN_NATIVE'];
  t.test(`${name} (positioned reads)`, async (t) => {
    process.env['FIRSTSEEN_NATIVE'] = '0';
    t.teardown(() => {
      if (given === undefined) delete process.env['FIRSTSEEN_NATIVE'];
      else process.env['FIRSTSEEN_NATIVE'] = given;
    });
    await body(t);
  });
  t.test(`${name} (mapped files)`, { skip: skipNative }, async (t) => {
    await body(t);
  });
}
