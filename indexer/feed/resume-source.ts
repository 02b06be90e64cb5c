// How a source stands that is named again, and where it continues.
//
// A source is known by its name or by its file. Held whole (same size and SHA-256), it is skipped.
// Held in part, its lines up to the last commit are read again, checked by their CRC-32, and left
// out. Grown (its bytes of then have the SHA-256 of then), only the new bytes are read. Anything else
// is refused, as counting it would count some of it twice.

import { crc32 } from 'node:zlib';
import { sniffSource } from '../../formats/lines/open-source.ts';
import { requireLineEnd, sourceChanged, type Tail } from '../../formats/lines/open-tail.ts';
import type { SourcePlan } from '../../formats/lines/source-plan.ts';
import { hashPrefixes, readAt } from '../../input/bytes/open-raw.ts';
import type { HashedPrefix, RawIdentity } from '../../input/bytes/raw-digest.ts';
import { detectCompression } from '../../input/compression/decompress.ts';
import type { SourceBatch } from '../../input/lines/source-batch.ts';
import type { RemoteFile } from '../../input/remote/remote-file.ts';
import type { SourceRow } from '../../store/catalogue/source-row.ts';
import type { LookOptions, SourceStanding } from './feed.ts';
import { sourceMoved } from './require-versions.ts';

/**
 * How a source stands that is about to be read. `known` are the catalogue's rows of its name or its
 * file, in order. A source that is not a regular file (standard input, a pipe) is always new. With
 * `again` only a second feeding that was interrupted goes on; everything else is new. Throws
 * `source_changed`, and `source_moved` of a file in a store.
 */
export async function findStanding(
  plan: SourcePlan,
  known: readonly SourceRow[],
  { again, signal }: LookOptions,
): Promise<SourceStanding> {
  const last = known.at(-1);
  const isPipe = plan.kind === 'stdin' || (plan.kind === 'file' && plan.sizeBytes === undefined);
  if (last === undefined || isPipe) return { kind: 'new' };
  if (plan.remote !== undefined) return standAtVersion(plan, plan.remote, { known, again });
  const wasWhole = known.some(({ complete }) => complete);
  if (!last.complete && (!again || wasWhole)) return { kind: 'part', stored: last };
  if (again) return { kind: 'new' };
  const read = await compare(plan, known, signal);
  if (read === undefined) throw sourceChanged(last, foundInstead(plan, last));
  const { stored, sizeBytes } = read;
  if (stored.sizeBytes === sizeBytes) return { kind: 'whole', stored };
  return { kind: 'grown', stored, tail: await findTail(plan, read, signal) };
}

/** A file in a store does not grow, and its version says what it holds: nothing of it is read. */
function standAtVersion(
  { name }: SourcePlan,
  remote: RemoteFile,
  { known, again }: { readonly known: readonly SourceRow[]; readonly again: boolean },
): SourceStanding {
  const last = known.at(-1) as SourceRow;
  const wasWhole = known.some(({ complete }) => complete);
  const isPart = !last.complete && (!again || wasWhole);
  if (again && !isPart) return { kind: 'new' };
  const candidates = isPart ? [last] : known.filter(({ complete }) => complete);
  const stored = candidates.findLast(({ version }) => version === remote.version);
  if (stored !== undefined) return { kind: isPart ? 'part' : 'whole', stored };
  throw sourceMoved({ name, remote, was: last.version ?? 'another' });
}

/** A beginning of the source that was read before. */
interface ReadPart {
  readonly stored: SourceRow;
  readonly prefix: HashedPrefix;
  /** Of the source now. */
  readonly sizeBytes: number;
}

/** The longest of them; undefined where none is a beginning of it. */
async function compare(
  plan: SourcePlan,
  known: readonly SourceRow[],
  signal: AbortSignal,
): Promise<ReadPart | undefined> {
  const read = known.filter((one): one is SourceRow & RawIdentity => {
    return one.complete && one.sizeBytes !== null;
  });
  const sizes = read.map((one) => one.sizeBytes);
  const { prefixes, sizeBytes } = await hashPrefixes(plan, sizes, signal);
  for (const prefix of prefixes.toReversed()) {
    const sha256 = prefix.hash.copy().digest('hex');
    const isSame = (one: RawIdentity) =>
      one.sizeBytes === prefix.sizeBytes && one.sha256 === sha256;
    const stored = read.findLast(isSame);
    if (stored !== undefined) return { stored, prefix, sizeBytes };
  }
  return undefined;
}

function foundInstead({ sizeBytes }: SourcePlan, stored: SourceRow): string {
  const before = `it had ${stored.sizeBytes} bytes`;
  if (sizeBytes === undefined) return `${before}, and its bytes differ`;
  if (sizeBytes < (stored.sizeBytes ?? 0)) return `${before} and has ${sizeBytes}`;
  return `${before}, of which some differ`;
}

/** Where to go on; a JSON array and a table cannot be continued. */
async function findTail(
  plan: SourcePlan,
  { stored, prefix }: ReadPart,
  signal: AbortSignal,
): Promise<Tail | undefined> {
  const { format, compression } = await sniffSource(plan, signal);
  const { whyWhole } = format;
  if (whyWhole !== undefined && stored.lines > 0) throw sourceChanged(stored, `it is ${whyWhole}`);
  if (plan.kind !== 'file' || whyWhole !== undefined || stored.lines === 0) return undefined;
  if (compression === undefined)
    return { rawByte: stored.endByte, prefix, format, isPacked: false };
  const isAtLineEnd = stored.openLine === undefined || stored.openLine.state === 'taken';
  const next = await readAt(plan, prefix.sizeBytes, 4);
  if (!isAtLineEnd || detectCompression(next) !== compression) return undefined;
  return { rawByte: prefix.sizeBytes, prefix, format, isPacked: true };
}

/** Leaves out of the batches the lines that `stored` says are in; throws `source_changed` where that differs now. */
export async function* leaveOut(
  batches: AsyncIterable<SourceBatch>,
  stored: SourceRow,
): AsyncGenerator<SourceBatch> {
  let reached = 0;
  let passed = stored.endByte === 0;
  for await (const batch of batches) {
    if (passed) {
      yield batch;
    } else if (batch.endByte >= stored.endByte) {
      passed = true;
      const rest = cutBatch(batch, stored);
      if (rest !== undefined) yield rest;
    }
    reached = batch.endByte;
  }
  if (!passed) throw sourceChanged(stored, `it ends at byte ${reached} now`);
}

/** The rest of the batch in which the committed part ends; undefined if they end together. */
function cutBatch(batch: SourceBatch, stored: SourceRow): SourceBatch | undefined {
  const cut = stored.endByte - batch.startByte;
  const whole = batch.endByte === stored.endByte;
  const crc = whole
    ? batch.endCrc
    : crc32(batch.bytes.subarray(0, Math.max(0, cut)), batch.startCrc);
  if (crc !== stored.endCrc)
    throw sourceChanged(stored, `its first ${stored.endByte} bytes differ`);
  if (whole) return undefined;
  const delimiter = Buffer.from(batch.delimiter ?? '\n');
  const before = Buffer.from(batch.bytes.buffer, 0, Math.max(0, cut));
  const isOpen = cut > 0 && !before.subarray(-delimiter.length).equals(delimiter);
  const bytes = batch.bytes.slice(Math.max(0, cut));
  if (isOpen) requireLineEnd(Buffer.from(bytes.buffer), stored, delimiter);
  const firstLine = isOpen ? stored.lines : stored.lines + 1;
  return {
    ...batch,
    bytes,
    startByte: stored.endByte,
    startCrc: stored.endCrc,
    firstLine,
    lines: batch.firstLine + batch.lines - firstLine,
  };
}
