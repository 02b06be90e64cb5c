// A source and the borders inside of it -> its pieces, with marks at which each begins and ends.

import { isDeepStrictEqual } from 'node:util';
import { type SourceMark, sourceStart } from '../indexer/feed/piece.ts';
import { findLineMarks } from './find-line-marks.ts';
import { identifyLines, type SourceLook } from './look-at-source.ts';
import type { PartPiece, PlannedSource } from './plan-file.ts';

/** A piece from border `at` of its source on, or from its start. */
interface CutPiece extends Omit<PartPiece, 'source'> {
  readonly at: number;
}

export interface CutSource {
  readonly planned: PlannedSource;
  readonly pieces: readonly CutPiece[];
}

/** `borders`: rows, or bytes of a plain file; rising, above 0. Pieces that would hold nothing are left out. */
export async function cutSource(
  look: SourceLook,
  borders: readonly number[],
  signal: AbortSignal,
): Promise<CutSource> {
  const { feed, textBytes, cuttable, whole } = look;
  const common = { feed, textBytes, ...(whole !== undefined && { whole }) };
  if (cuttable.kind === 'rows') {
    const mark = (lines: number) => ({ lines, endByte: 0, endCrc: 0 });
    const marks = [...borders, cuttable.rows].map(mark);
    if (look.identity === undefined) throw new Error('rows without an identity');
    const planned = { ...common, ...look.identity };
    return { planned, pieces: piecesBetween({ start: sourceStart, borders, marks, textBytes }) };
  }
  if (feed.kind !== 'lines') throw new Error('a source of rows is cut at rows');
  if (borders.length === 0) {
    const identity = look.identity ?? (await identifyLines(feed.plan, signal));
    const piece = { at: 0, from: sourceStart, isLast: true, textBytes };
    return { planned: { ...common, ...identity }, pieces: [piece] };
  }
  const { start, marks, end, identity } = await findLineMarks(feed.plan, borders, signal);
  const between = { start, borders, marks: [...marks, end], textBytes };
  return { planned: { ...common, ...identity }, pieces: piecesBetween(between) };
}

interface Marks {
  readonly start: SourceMark;
  readonly borders: readonly number[];
  /** Of the borders, and of the end. */
  readonly marks: readonly SourceMark[];
  readonly textBytes: number;
}

function piecesBetween({ start, borders, marks, textBytes }: Marks): CutPiece[] {
  const end = marks.at(-1) ?? start;
  const size = Math.max(1, end.endByte || end.lines);
  let from = start;
  const pieces: CutPiece[] = [];
  for (const [i, to] of marks.entries()) {
    const isEmpty = isDeepStrictEqual(from, to) && !(i === marks.length - 1 && pieces.length === 0);
    if (isEmpty) continue;
    const length = to.endByte > 0 ? to.endByte - from.endByte : to.lines - from.lines;
    const at = borders[i - 1] ?? 0;
    const isLast = isDeepStrictEqual(to, end);
    pieces.push({ at, from, to, isLast, textBytes: Math.round((textBytes * length) / size) });
    from = to;
  }
  return pieces;
}
