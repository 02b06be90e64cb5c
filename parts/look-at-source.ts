// What a plan has to know of a source: how much text it has, and whether it can be cut.

import type { FeedPlan } from '../corpus/plan-run.ts';
import { IndexError } from '../errors.ts';
import { sniffSource } from '../formats/lines/open-source.ts';
import type { SourcePlan } from '../formats/lines/source-plan.ts';
import { formatNames, isLineFormat } from '../formats/registry.ts';
import { openRows } from '../formats/rows/open-rows.ts';
import type { SourceIdentity } from '../indexer/feed/piece.ts';
import { estimateRows } from '../indexer/feed/plan-feeds.ts';
import { hashFiles, joinIdentities } from '../indexer/feed/resume-rows.ts';
import { identifySource } from '../input/bytes/open-raw.ts';
import { estimateTextBytes } from '../input/compression/estimate-text.ts';
import type { Cuttable } from './share-out.ts';

export interface SourceLook {
  /** With its format, where it can be cut. */
  readonly feed: FeedPlan;
  readonly textBytes: number;
  readonly cuttable: Cuttable;
  /** Why it is not cut, in words. */
  readonly whole?: string;
  /** Absent: it is not known before the file is read. */
  readonly identity?: SourceIdentity;
}

/** Throws what opening the source does, and `bad_argument` for one that only one process can read. */
export async function lookAtSource(feed: FeedPlan, signal: AbortSignal): Promise<SourceLook> {
  if (feed.kind === 'lines') return await lookAtLines(feed, feed.plan, signal);
  const { spec } = feed;
  using reader = await openRows(spec, signal);
  reader.check(signal);
  const { records: rows } = reader;
  const identity = joinIdentities(await hashFiles(reader.files, signal));
  const textBytes = rows === 0 ? 0 : estimateRows(reader);
  return { feed, textBytes, cuttable: { kind: 'rows', rows }, identity };
}

async function lookAtLines(
  feed: FeedPlan,
  plan: SourcePlan,
  signal: AbortSignal,
): Promise<SourceLook> {
  const { name, kind, sizeBytes, remote } = plan;
  const cuttable = { kind: 'whole' } as const;
  if (remote !== undefined) {
    const textBytes = (await estimateTextBytes(plan)) ?? remote.sizeBytes;
    const { version, sha256 = null } = remote;
    const identity = { sizeBytes: remote.sizeBytes, sha256, version };
    return { feed, textBytes, cuttable, whole: 'a file in a store', identity };
  }
  if (kind !== 'file' || sizeBytes === undefined) {
    throw new IndexError(
      'bad_argument',
      `${name}: expected a file, or one of hf://, s3://, gs:// or az://, because each part is read by a process of its own; found ${kind === 'https' ? 'an https:// address' : 'a stream'}. Download or write it to a file first.`,
      { source: name },
    );
  }
  if (sizeBytes === 0) return { feed, textBytes: 0, cuttable };
  const { format, compression } = await sniffSource(plan, signal);
  const textBytes = (await estimateTextBytes(plan)) ?? sizeBytes;
  const said = formatNames.find((one) => one === format.name);
  const whole = compression ?? (format.convert === undefined ? undefined : format.name);
  if (whole !== undefined || said === undefined || !isLineFormat(said)) {
    const identity = await identifyLines(plan, signal);
    return { feed, textBytes, cuttable, identity, ...(whole !== undefined && { whole }) };
  }
  const named = {
    kind: 'lines',
    plan: { ...plan, format: said },
    epoch: feed.epoch,
  } as const;
  return { feed: named, textBytes, cuttable: { kind: 'bytes', bytes: sizeBytes } };
}

/** Size and hash of a file of lines that is not cut. */
export async function identifyLines(
  plan: SourcePlan,
  signal: AbortSignal,
): Promise<SourceIdentity> {
  const found = await identifySource(plan, signal);
  return { sizeBytes: found.sizeBytes, sha256: found.sha256 };
}
