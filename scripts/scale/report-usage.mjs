// Loaded into a command by NODE_OPTIONS=--import: writes what its process has used to a file, as it ends.

import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const path = process.env.FIRSTSEEN_USAGE;

if (isMainThread && path !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS, minorPageFault } = process.resourceUsage();
    const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 };
    appendFileSync(path, `${JSON.stringify({ ...usage, pageFaults: minorPageFault })}\n`);
  });
}
