// SET.proxy_train.jsonl and SET.proxy_validation.jsonl -> rows of both sides, in order.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, fileFault } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';
import { type Side, sides } from '../../splits/output/split-sides.ts';
import { isObject, type JsonObject } from '../../splits/pairs/is-object.ts';
import { findExposedStep, type Policy } from '../../splits/policy.ts';

export interface SplitRow {
  readonly row: number;
  readonly side: Side;
  readonly good: string;
  readonly bad: string;
  /** Step of the first exposure by the split's step, by a policy; null: none by then. */
  readonly exposedStep: (policy: Policy) => number | null;
  /** All fields, also those of the pair itself. */
  readonly fields: JsonObject;
}

/** Both sides of a set in the order of rows; none where the split is compact. */
export async function readSplitRows(folder: string, set: string): Promise<SplitRow[]> {
  const rows: SplitRow[] = [];
  for (const side of sides) {
    const path = join(folder, `${set}.${side}.jsonl`);
    const lines = (await readIfThere(path)).split('\n');
    for (const [i, line] of lines.entries()) {
      if (line !== '') rows.push(decodeRow(line, side, `${path}, line ${i + 1}`));
    }
  }
  return rows.sort((a, b) => a.row - b.row);
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (fileFault(error) === 'missing') return '';
    throw fileError(error, { path, doing: 'read' });
  }
}

function decodeRow(line: string, side: Side, where: string): SplitRow {
  const fields = parse(line, where);
  const prefix = findPrefix(fields);
  const row = fields[`${prefix}row`];
  const good = fields[`${prefix}critical_good`];
  const bad = fields[`${prefix}critical_bad`];
  if (typeof row !== 'number' || typeof good !== 'string' || typeof bad !== 'string') {
    throw invalid(where, 'no row, critical_good and critical_bad');
  }
  const exposures = [`${prefix}exposure_good`, `${prefix}exposure_bad`].map((name) => fields[name]);
  const [firstGood = null, firstBad = null] = exposures.map(readFirstStep);
  const exposedStep = (policy: Policy) => findExposedStep(policy, firstGood, firstBad);
  return { row, side, good, bad, exposedStep, fields };
}

/** The text before the added names (--prefix). */
function findPrefix(fields: JsonObject): string {
  const last = Object.keys(fields).findLast((name) => name.endsWith('exposure_bad'));
  return last?.slice(0, -'exposure_bad'.length) ?? '';
}

function readFirstStep(exposure: unknown): number | null {
  const step = isObject(exposure) ? exposure['first_step'] : null;
  return typeof step === 'number' ? step : null;
}

function parse(line: string, where: string): JsonObject {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    throw invalid(where, 'a line that is not valid JSON');
  }
  throw invalid(where, 'a line that is not a JSON object');
}

function invalid(where: string, found: string): IndexError {
  return new IndexError(
    'split_invalid',
    `${where}: found ${found}, expected a row as firstseen split wrote it; make the split again`,
  );
}
