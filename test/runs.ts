// How many random cases a test draws, or how often it kills: few by default, as each run draws others.

/** So many as is usual; times `TEST_RUNS`, where that is given: 10 for a long run. */
export function runsOf(usual: number): number {
  return Math.ceil(usual * Number(process.env['TEST_RUNS'] ?? 1));
}
