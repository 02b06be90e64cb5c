// Files of minimal pairs -> sets of pairs, whose own fields leave room for those that a split adds.

import { IndexError } from '../../errors.ts';
import { planSources } from '../../formats/lines/source-plan.ts';
import type { FoldersLeftOut } from '../../input/paths/plan-paths.ts';
import { requireFreeFields } from '../../splits/output/added-fields.ts';
import type { PairColumns } from '../../splits/pairs/pair-fields.ts';
import type { PairSet } from '../../splits/pairs/pair-set.ts';
import { readPairFiles } from '../../splits/pairs/read-pair-files.ts';
import type { Surface } from '../../splits/surface.ts';

interface PairQuestion {
  readonly columns: PairColumns;
  /** Words on either side of the one that differs. */
  readonly context: number;
  readonly quoting: 'standard' | 'none';
  /** Put before the names of the fields that are added. */
  readonly prefix?: string | undefined;
  /** Rows are written as Parquet too. */
  readonly parquet?: boolean | undefined;
  /** The names that errors give to the parts of the question; those of the command by default. */
  readonly surface?: Surface;
  /** Folders that a pattern matches, which are left out. */
  readonly onFolders?: (left: FoldersLeftOut) => void;
  /** The error for a path that is not one of a file. */
  readonly describeOther: (path: string, name: string) => string;
}

/**
 * The sets of these files and patterns, in their order. Throws `bad_argument`, `field_taken`, and what
 * reading pairs throws, with file and line.
 */
export async function readPairs(
  given: readonly string[],
  { columns, context, quoting, prefix, parquet, surface, onFolders, describeOther }: PairQuestion,
): Promise<PairSet[]> {
  const plans = await planSources(given, { ...(onFolders !== undefined && { onFolders }) });
  const paths = plans.map(({ kind, path, name }) => {
    if (kind === 'file') return name;
    throw new IndexError('bad_argument', describeOther(path, name));
  });
  const names = { ...(surface !== undefined && { surface }) };
  const sets = await readPairFiles(paths, { columns, context, quoting, ...names });
  requireFreeFields(sets, {
    ...{ prefix, parquet },
    ...(surface !== undefined && { names: surface }),
  });
  return sets;
}
