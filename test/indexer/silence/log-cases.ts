// What an order log leaves out: torn lines, a step of some ranks, and steps that were lost.

import { writeLog } from '../../formats/order-log/write-log.ts';
import { everyFormat } from './run-cases.ts';
import type { SilenceCase } from './silence-case.ts';

const step = (number: number) => ({ step: number, records: [{ text: `text ${number}` }] });
const lost = { lost: [2, 3], reason: 'no space left' };

function describe(folder: string, log: Parameters<typeof writeLog>[2], gaps = false) {
  return {
    format: 'order-log' as const,
    files: [writeLog(folder, 'order.log', log)],
    ...(gaps && { gaps }),
  };
}

const logs: readonly SilenceCase[] = [
  {
    leavesOut: 'a torn last line',
    make: (folder) => describe(folder, { lines: [step(1), step(2)], torn: '{"step":3,"rec' }),
    expect: {
      dropped: /^a torn last line of 14 bytes in .*order\.log$/,
      remark: /not consumed: a torn last line of 14 bytes/,
    },
  },
  {
    leavesOut: 'a last step that only one of two ranks has logged',
    make(folder) {
      const files = [0, 1].map((rank) => {
        const lines = [step(1), step(2), ...(rank === 0 ? [step(3)] : [])];
        return writeLog(folder, `order.log.rank${rank}`, { rank, worldSize: 2, lines });
      });
      return { format: 'order-log', files };
    },
    expect: {
      dropped: 'step 3, which only some ranks have logged',
      remark: /not consumed: step 3, which only some ranks have logged/,
    },
  },
  {
    leavesOut: 'steps that the log says were lost',
    make: (folder) => describe(folder, { lines: [step(1), lost, step(4)] }),
    expect: {
      error: {
        code: 'order_invalid',
        message: /does not hold steps 2 to 3 in whole: no space left/,
      },
    },
  },
  {
    leavesOut: 'steps that were lost, where that is accepted',
    make: (folder) => describe(folder, { lines: [step(1), lost, step(4), step(6)] }, true),
    expect: {
      dropped: /steps 2 to 3 .*\(no space left\), step 5 .*\(not in the log\)/,
      remark: /not consumed: steps 2 to 3 of .* in part or whole/,
    },
  },
  {
    leavesOut: 'half a character',
    make: (folder) => describe(folder, { lines: [{ step: 1, records: [{ text: 'a \ud800 b' }] }] }),
    expect: { counts: { repaired: 1 }, remark: /1 record was repaired/ },
  },
  ...everyFormat('order-log'),
];

export const logCases = { 'order-log': logs } as const;
