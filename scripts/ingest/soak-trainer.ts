// A training loop that posts each step as it consumes it, until it is killed.
// Arguments: the file that holds the address of the server, the seed, and the file for acknowledged steps.
//
// It goes on where the server says, a few steps earlier, as a run that resumes from a checkpoint does.

import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { planStep, runName } from './planned-steps.ts';

const [addressFile, seedText, ackFile] = process.argv.slice(2) as [string, string, string];
const seed = Number(seedText);
const repeated = 3;
const stepsARequest = 4;

const address = () => readFileSync(addressFile, 'utf8').trim();

interface RunState {
  readonly run: string;
  readonly last_step: number;
}

async function findNext(): Promise<number> {
  const answer = await fetch(`${address()}/v1/runs`);
  const { runs } = (await answer.json()) as { runs: RunState[] };
  const last = runs.find(({ run }) => run === runName)?.last_step ?? 0;
  return Math.max(1, last + 1 - repeated);
}

/** The steps that were acknowledged, in order. */
async function post(steps: readonly number[]): Promise<number[]> {
  const line = (step: number) =>
    JSON.stringify({ run: runName, step, records: planStep(seed, step) });
  const answer = await fetch(`${address()}/v1/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${steps.map(line).join('\n')}\n`,
  });
  const text = await answer.text();
  // While the server goes, or has too much to commit, the same steps are sent again.
  if (answer.status === 503 || answer.status === 429) return [];
  if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
  return text
    .trim()
    .split('\n')
    .map((one) => (JSON.parse(one) as { step: number }).step);
}

let next: number | undefined;
for (;;) {
  try {
    next ??= await findNext();
    const from = next;
    const acknowledged = await post(Array.from({ length: stepsARequest }, (_, i) => from + i));
    if (acknowledged.length > 0) appendFileSync(ackFile, `${acknowledged.join('\n')}\n`);
    next += acknowledged.length;
    await pause(10);
  } catch (error) {
    // The server is not there.
    if (!(error instanceof TypeError)) throw error;
    next = undefined;
    await pause(50);
  }
}
