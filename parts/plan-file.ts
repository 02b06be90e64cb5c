// A plan: a corpus in contiguous parts, as plain data in one JSON file.
//
// The same inputs give the same bytes: nothing of the machine or the clock is in it but the paths of
// the files. Its digest covers all of it and names the work that is done by it.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Corpus } from '../corpus/corpus.ts';
import type { FeedPlan } from '../corpus/plan-run.ts';
import { IndexError } from '../errors.ts';
import type { PlannedPiece } from '../indexer/build-pieces.ts';
import type { SourceIdentity, SourceMark } from '../indexer/feed/piece.ts';
import { unreadable } from '../input/paths/unreadable.ts';
import { packageVersion } from '../package-version.ts';
import type { IndexSettings } from '../store/catalogue/settings.ts';

/** Of the form of the file. */
const planVersion = 1;

export interface PlannedSource extends SourceIdentity {
  readonly feed: FeedPlan;
  /** Text that it has, roughly. */
  readonly textBytes: number;
  /** Why it is not cut, in words; absent: it can be. */
  readonly whole?: string;
}

/** Of a source, by its place in the list `sources`. */
export interface PartPiece {
  readonly source: number;
  readonly from: SourceMark;
  /** Absent: the end of a source of lines that is one piece. */
  readonly to?: SourceMark;
  readonly isLast: boolean;
  readonly textBytes: number;
}

export interface PlannedPart {
  readonly rank: number;
  readonly pieces: readonly PartPiece[];
}

export interface PlanContents {
  readonly settings: IndexSettings;
  readonly corpus: Omit<Corpus, 'sources' | 'consumed'>;
  readonly onBadRecord: 'fail' | 'skip';
  readonly sources: readonly PlannedSource[];
  /** In order of rank, which counts from 0. */
  readonly parts: readonly PlannedPart[];
}

export interface PartsPlan extends PlanContents {
  readonly plan: number;
  /** The version of firstseen that made it, and that works by it. */
  readonly firstseen: string;
  /** SHA-256 of all the rest as JSON, in hexadecimal. */
  readonly digest: string;
}

export function sealPlan(contents: PlanContents): PartsPlan {
  const rest = { plan: planVersion, firstseen: packageVersion(), ...contents };
  return { ...rest, digest: digestOf(rest) };
}

/** The text of the file. */
export function spellPlan(plan: PartsPlan): string {
  return `${JSON.stringify(plan, null, 1)}\n`;
}

/** Reads `path`; throws `input_not_found`, `source_unreadable` and `plan_invalid`. */
export function readPlan(path: string): PartsPlan {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause, {
      doing: 'read the plan',
      special: { folder: { code: 'bad_argument', solve: 'Name the file of firstseen plan.' } },
    });
  }
  const refuse = (expected: string, found: string, solve: string) =>
    new IndexError('plan_invalid', `${path}: expected ${expected}, found ${found}. ${solve}`, {
      file: path,
    });
  const again = 'Make it again with firstseen plan.';
  let plan: Partial<PartsPlan> | null;
  try {
    plan = JSON.parse(text);
  } catch {
    throw refuse('a plan, which is a JSON object', 'text that is not valid JSON', again);
  }
  if (typeof plan?.plan !== 'number') throw refuse('a plan', 'JSON without the key plan', again);
  const { digest, ...rest } = plan;
  if (digest !== digestOf(rest)) {
    throw refuse(`contents with the digest ${digest}`, digestOf(rest), `It was changed. ${again}`);
  }
  const version = packageVersion();
  if (plan.plan !== planVersion || plan.firstseen !== version) {
    const found = `one of version ${plan.firstseen}`;
    throw refuse(`a plan of version ${version}`, found, `Run that version, or make a new plan.`);
  }
  // Its digest says that `sealPlan` wrote it.
  return plan as PartsPlan;
}

/** The pieces of a part with their sources; ids count from 1, in the order of the sources. */
export function piecesOf({ sources, parts }: PartsPlan, rank: number): PlannedPiece[] {
  return (parts[rank]?.pieces ?? []).map(({ source, textBytes, ...span }) => {
    const { feed, sizeBytes, sha256, version } = sources[source] as PlannedSource;
    const expected = { sizeBytes, sha256, ...(version !== undefined && { version }) };
    return { id: source + 1, plan: feed, piece: { ...span, expected }, textBytes };
  });
}

function digestOf(rest: object): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}
