// What the server and a thread that makes curves say to each other. Plain data.

import type { ListedExample } from '../../curves/split/examples-of-split.ts';
import type { SplitExamples } from '../../curves/split/split-examples.ts';
import type { ErrorCode, ErrorDetails } from '../../errors.ts';
import type { CurvesRemarks } from '../../schemas/curves-answer.ts';
import type { CurvesQuestion } from '../../schemas/curves-request.ts';

export interface CurveJob {
  readonly question: CurvesQuestion;
  readonly split: Omit<SplitExamples, 'sets'>;
  /** The temporary folder, and the files and folders in it. */
  readonly folder: string;
  readonly results: readonly string[];
  readonly names: string | undefined;
}

export type ToCurveThread =
  /** Some examples of a set, in order; sets come one after the other. */
  | {
      readonly kind: 'examples';
      readonly set: string;
      readonly pairs: number;
      readonly examples: readonly ListedExample[];
    }
  | { readonly kind: 'end' };

export interface CurveProgress {
  readonly stage: 'reading' | 'testing';
  readonly done: number;
  readonly total: number;
}

export interface MadeCurves {
  readonly thresholds: readonly number[];
  readonly permutations: number;
  /** Lines of JSON, as the command prints them. */
  readonly lines: readonly string[];
  readonly remarks: CurvesRemarks;
}

export type FromCurveThread =
  | { readonly kind: 'progress'; readonly progress: CurveProgress }
  | ({ readonly kind: 'made' } & MadeCurves)
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: ErrorDetails;
    };
