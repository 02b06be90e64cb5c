// Loaded into a server before everything else (`node --import`): how long its event loop is held up.
//
// A timer looks every few milliseconds. Time that the thread itself spent since the last look is
// time in which nobody was served; time in which it did not run is the machine's, and not counted.
// It answers each message of the parent with what it has seen since the last one.

const intervalMs = 2;

export interface LoopReport {
  /** Milliseconds between two looks that the thread spent at work: sorted, the longest last. */
  readonly busyMs: readonly number[];
  /** The longest wait between two looks, other processes' work included. */
  readonly longestMs: number;
}

/** Only what is longer is kept one by one. */
const shortMs = 5;

let busyMs: number[] = [];
let shortOnes = 0;
let longestMs = 0;
let lastLook = performance.now();
let lastCpu = cpuMs();

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

setInterval(() => {
  const [look, cpu] = [performance.now(), cpuMs()];
  const busy = cpu - lastCpu;
  if (busy > shortMs) busyMs.push(busy);
  else shortOnes++;
  longestMs = Math.max(longestMs, look - lastLook);
  [lastLook, lastCpu] = [look, cpu];
}, intervalMs).unref();

process.on('message', () => {
  const sorted = [...new Array<number>(shortOnes).fill(0), ...busyMs.sort((a, b) => a - b)];
  process.send?.({ busyMs: sorted, longestMs } satisfies LoopReport);
  [busyMs, shortOnes, longestMs] = [[], 0, 0];
});
process.channel?.unref();
