// What the server and a thread that makes curves say to each other. Plain data.

import type { ErrorCode, ErrorDetails } from '../../errors.ts';
import type { SentExamples, SentHead } from '../../library/curves/sent-split.ts';
import type { CurvesRemarks } from '../../schemas/curves-answer.ts';
import type { CurvesQuestion } from '../../schemas/curves-request.ts';

export interface CurveJob {
  readonly question: CurvesQuestion;
  readonly split: SentHead;
  /** The temporary folder, and the files and folders in it. */
  readonly folder: string;
  readonly results: readonly string[];
  readonly names: string | undefined;
}

export type ToCurveThread =
  | ({ readonly kind: 'examples' } & SentExamples)
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
