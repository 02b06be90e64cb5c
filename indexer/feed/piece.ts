// A piece of a source: what one part of a planned corpus takes of it.
//
// A source is one piece, or it is cut at lines or rows into several. Where a piece begins, the row of
// its source stands as if all before had been read, so a piece is fed as a source that is continued.

import { IndexError } from '../../errors.ts';
import type { SourceFileRow, SourceRow } from '../../store/catalogue/source-row.ts';

/** How far a source is read: lines or rows; of lines also bytes of text and their CRC-32, else 0. */
export type SourceMark = Pick<SourceRow, 'lines' | 'endByte' | 'endCrc'>;

export const sourceStart: SourceMark = { lines: 0, endByte: 0, endCrc: 0 };

/** Size and hash of a source, or its version in a store. */
export type SourceIdentity = Pick<SourceFileRow, 'sizeBytes' | 'sha256' | 'version'>;

export interface Piece {
  readonly from: SourceMark;
  /** Where it ends; absent: at the end of a source of lines that is not cut. */
  readonly to?: SourceMark;
  /** Whether it ends with its source. */
  readonly isLast: boolean;
  /** The whole source as it was planned. */
  readonly expected: SourceIdentity;
}

/** Whether the piece is in, by the row of its source. */
export function isPieceIn({ to, isLast }: Piece, row: SourceRow): boolean {
  return row.complete || (!isLast && to !== undefined && row.lines === to.lines);
}

/** Throws `source_changed` where a source is not the one that was planned. */
export function requirePlanned(
  name: string,
  expected: SourceIdentity,
  found: SourceIdentity,
): void {
  const isSame =
    expected.sizeBytes === found.sizeBytes &&
    expected.sha256 === found.sha256 &&
    expected.version === found.version;
  if (!isSame) throw changedSincePlan(name, spell(expected), spell(found));
}

/** The error of a source that is not as it was when the plan was made. */
export function changedSincePlan(name: string, expected: string, found: string): IndexError {
  return new IndexError(
    'source_changed',
    `${name} has changed since the plan was made: expected ${expected}, found ${found}. Restore it and run this part again, or make a new plan.`,
    { file: name, expected, found },
  );
}

function spell({ sizeBytes, sha256, version }: SourceIdentity): string {
  const hash = sha256 === null ? '' : ` with the SHA-256 ${sha256.slice(0, 12)}`;
  return `${sizeBytes} bytes${hash}${version === undefined ? '' : ` at version ${version}`}`;
}
