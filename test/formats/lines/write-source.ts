// A file in the test's folder, planned as the command line would.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import { planSources, type SourcePlan } from '../../../formats/lines/source-plan.ts';
import type { LineFormatName } from '../../../formats/registry.ts';

export async function writeSource(
  t: Test,
  name: string,
  content: Uint8Array | string,
  format?: LineFormatName,
): Promise<SourcePlan> {
  const folder = t.testdir({});
  await writeFile(join(folder, name), content);
  return planOne(name, { cwd: folder, ...(format !== undefined && { format }) });
}

export async function planOne(
  path: string,
  options: { cwd?: string; format?: LineFormatName } = {},
): Promise<SourcePlan> {
  const [plan] = await planSources([path], options);
  if (plan === undefined) throw new Error('a path is at least one plan');
  return plan;
}
