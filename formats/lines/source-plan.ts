// A source of lines that is to be read: where its bytes come from, and what is said of them.

import {
  type Looking,
  type PathPlan,
  type PlanOptions,
  planPaths,
} from '../../input/paths/plan-paths.ts';
import type { LineFormat } from '../format.ts';
import { refuseFolder } from '../refuse-folder.ts';
import { formatNamed, type LineFormatName, lineFormats } from '../registry.ts';
import type { Quoting } from '../tables/quoting.ts';

/** How lines are read, where it is said. */
interface LineOptions {
  /** Absent: detected by name and content. */
  readonly format?: LineFormatName | undefined;
  /** Of plain text: what ends a record in place of a line feed. */
  readonly separator?: string | undefined;
  /** Of a table: what quotation marks do. */
  readonly quoting?: Quoting | undefined;
}

export interface SourcePlan extends PathPlan, LineOptions {}

/** The sources of these paths in reading order. Throws as `planPaths`. */
export async function planSources(
  paths: readonly string[],
  {
    cwd,
    onFolders,
    signal,
    byPosition = false,
    ...lines
  }: LineOptions & Looking & Pick<PlanOptions, 'cwd' | 'byPosition'> = {},
): Promise<SourcePlan[]> {
  const plans = await planPaths(paths, {
    ...(cwd !== undefined && { cwd }),
    ...{ onFolders, signal, byPosition, refuseFolder },
  });
  return plans.map((plan) => ({ ...plan, ...lines }));
}

const compressions = String.raw`(\.(gz|gzip|zst|zstd|bz2))?$`;
const endings = lineFormats.flatMap((format) =>
  format.endings.map((ending) => ({
    format,
    form: new RegExp(`\\.${ending}${compressions}`, 'i'),
  })),
);

/** The format that is said, or that the name says, whatever the source holds; undefined: its content tells. */
export function expectFormat({ kind, path, format }: SourcePlan): LineFormat | undefined {
  if (format !== undefined) return formatNamed(lineFormats, format);
  const name = kind === 'https' ? new URL(path).pathname : path;
  return endings.find(({ form }) => form.test(name))?.format;
}
