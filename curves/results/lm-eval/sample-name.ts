// Names of the files that lm-evaluation-harness writes with --log_samples.

export interface SampleName {
  readonly task: string;
  /** When the run ended, as text that sorts by time; empty: the name has no date. */
  readonly date: string;
}

const samples =
  /^samples_(.+?)(?:_(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?))?\.jsonl(?:\.gz|\.zst)?$/;

export function parseSampleName(name: string): SampleName | undefined {
  const match = samples.exec(name);
  if (match === null) return undefined;
  const [, task = '', date = ''] = match;
  // Python leaves out a fraction of zero, and a full stop sorts behind nothing.
  return { task, date };
}

/** Averages over a task, which say nothing of its rows. */
export function isAggregate(name: string): boolean {
  return /^results(_.*)?\.json$/.test(name);
}
