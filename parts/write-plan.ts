// A plan as its file, and in short.

import { readFileSync } from 'node:fs';
import { nameOfPlan } from '../corpus/plan-run.ts';
import { fileError } from '../errors/file-error.ts';
import { IndexError } from '../errors.ts';
import { fileOperations, replaceFile } from '../store/files.ts';
import { type PartPiece, type PartsPlan, type PlannedSource, spellPlan } from './plan-file.ts';

/** A plan begins so, of whatever version. */
const planStart = /^\{\s*"plan":\s*\d/;

/** Throws `output_exists` where the file of a plan would replace one that is not a plan. */
export function requirePlanPlace(path: string): void {
  const text = readText(path);
  if (text === undefined || text === '' || planStart.test(text.slice(0, 100))) return;
  throw new IndexError(
    'output_exists',
    `${path} is there and is not a plan: expected no such file, or a plan, which is replaced. Name another file with --out.`,
    { path },
  );
}

/**
 * Writes the file, whole or not at all; one that has these bytes stays. Gives whether another plan was there.
 * Throws `output_not_writable`.
 */
export function writePlanFile(path: string, plan: PartsPlan): boolean {
  const text = spellPlan(plan);
  try {
    const before = readText(path) ?? '';
    if (before === text) return false;
    // Another process may write the same plan.
    const unfinished = `${path}.${process.pid}.tmp`;
    replaceFile(path, text, { unfinished, files: fileOperations });
    return before !== '';
  } catch (error) {
    throw fileError(error, {
      path,
      doing: 'write the plan',
      code: 'output_not_writable',
      special: { full: { code: 'output_not_writable' } },
      details: { path },
    });
  }
}

/** The parts by names, with lines or rows half-open. */
export function describePlan({ digest, sources, parts }: PartsPlan) {
  const describe = ({ source, from, to }: PartPiece) => {
    const { feed } = sources[source] as PlannedSource;
    const epoch = feed.epoch > 1 ? { epoch: feed.epoch } : {};
    return { source: nameOfPlan(feed), ...epoch, start: from.lines, end: to?.lines ?? null };
  };
  const shards = parts.map(({ rank, pieces }) => ({
    rank,
    sources: pieces.map(({ source }) => nameOfPlan((sources[source] as PlannedSource).feed)),
    pieces: pieces.map(describe),
    bytes: pieces.reduce((sum, { textBytes }) => sum + textBytes, 0),
  }));
  return { digest, shards };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
