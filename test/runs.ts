// How many random cases a test draws, or how often it kills: few by default, as most draw others in each run.

/** So many as is usual; times `TEST_RUNS`, where that is given: 10 for a long run. */
export function runsOf(usual: number): number {
  return Math.ceil(usual * readNumber('TEST_RUNS'));
}

/** Of tests that draw the same cases in each run, as their real servers and processes are slow: `TEST_SEED`, or 1. */
export const testSeed = readNumber('TEST_SEED');

/** 1 where nothing is given. A test that draws no case would pass. */
function readNumber(name: string): number {
  const given = process.env[name] ?? '1';
  const number = Number(given);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Error(`expected ${name} to be a number above 0, found ${JSON.stringify(given)}`);
}
