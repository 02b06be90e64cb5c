// How many random cases a test draws, or how often it kills: few by default, as most draw others in each run.

/** So many as is usual; times `TEST_RUNS`, where that is given: 10 for a long run. */
export function runsOf(usual: number): number {
  return Math.ceil(usual * Number(process.env['TEST_RUNS'] ?? 1));
}

/** Of tests that draw the same cases in each run, as their real servers and processes are slow: `TEST_SEED`, or 1. */
export const testSeed = Number(process.env['TEST_SEED'] ?? 1);
