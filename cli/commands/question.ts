// What `query` and `scan` share: the question that their options ask.

import { IndexError } from '../../errors.ts';
import { countNamedSteps, type FullQuestion } from '../../library/questions/full-question.ts';
import { requireRows } from '../../library/rows/answer-rows.ts';
import { asksRows } from '../../library/rows/row-files.ts';
import type { QueryOptions } from './query-command.ts';
import type { ScanOptions } from './scan-command.ts';

/** Bins of the sparkline in the table when no timeline is asked for. */
const sparkBins = (process.stdout.columns ?? 160) < 100 ? 12 : 24;

/** Columns of the table for steps; JSON has no such limit. */
const maxColumns = 1000;

/** Throws `bad_argument` for more steps than a table can show. */
export function makeQuestion(
  options: QueryOptions | ScanOptions,
  checkpoints?: FullQuestion['checkpoints'],
): FullQuestion {
  const { at, lastAt, recordsAt, timeline, records, byFacet, contexts, json } = options;
  const hasRows = asksRows(options);
  if (hasRows) requireRows({ contexts, byFacet });
  const bins = timeline ?? (json === true || hasRows ? undefined : sparkBins);
  const steps = readStepRange(options, { timeline: bins !== undefined, contexts });
  const order = 'order' in options ? options.order : undefined;
  if (order !== undefined && contexts === undefined) {
    throw new IndexError(
      'bad_argument',
      `--order ${order} is that of contexts: expected --contexts N with it`,
    );
  }
  const question = {
    ...{ at, checkpoints, lastAt, recordsAt, timeline: bins, contexts },
    ...(bins !== undefined && steps),
    contextsIn: { ...steps, lastFirst: order === 'last' },
    ...(records === true && { records }),
    ...(byFacet === true && { byFacet }),
  };
  const length = countNamedSteps(question);
  if (length > maxColumns && (json !== true || hasRows)) {
    throw new IndexError(
      'bad_argument',
      `the question names ${length} steps: a table shows ${maxColumns} at most. Ask for fewer, or for --json.`,
      { found: length, expected: maxColumns },
    );
  }
  return question;
}

interface StepRange {
  readonly fromStep?: number | undefined;
  readonly toStep?: number | undefined;
}

/**
 * The steps [fromStep, toStep] of the options. Throws `bad_argument` where nothing that is asked for is
 * limited by them, and where no step is in between.
 */
export function readStepRange(
  { fromStep, toStep }: StepRange,
  asked: { readonly timeline: boolean; readonly contexts?: number | undefined },
): StepRange {
  const given = fromStep === undefined ? '--to-step' : '--from-step';
  if ((fromStep ?? toStep) !== undefined && !asked.timeline && (asked.contexts ?? 0) === 0) {
    const limited = 'contexts' in asked ? '--timeline or --contexts' : '--timeline';
    throw new IndexError(
      'bad_argument',
      `${given} limits what ${limited} shows: expected it too. What came by the end of a step is asked with --at.`,
    );
  }
  if (fromStep !== undefined && toStep !== undefined && fromStep > toStep) {
    throw new IndexError(
      'bad_argument',
      `--from-step ${fromStep} is after --to-step ${toStep}: expected steps in between, both ends included`,
      { found: fromStep, expected: toStep },
    );
  }
  return { fromStep, toStep };
}
