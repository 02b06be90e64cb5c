// The options that say what `query` and `scan` are asked of each phrase.

import type { Options } from './declare.ts';
import { parseName } from './parse-names.ts';
import { parseCount, parseSteps } from './parse-numbers.ts';

export const phraseListOption = {
  value: '<file>',
  help: 'one phrase per line, JSON lines with "phrase" (or "name" and "phrases": a group), or a JSON array, detected by content (.txt is text); - for standard input',
  parse: parseName,
} as const;

export const questionOptions = {
  at: { value: '<step,...>', help: 'exposures by the end of these steps', parse: parseSteps },
  lastAt: {
    value: '<step,...>',
    help: 'the last exposure by the end of these steps',
    parse: parseSteps,
  },
  checkpoints: {
    value: '<file>',
    help: 'exposures by checkpoint: a JSON object of names with steps, or with amounts as {"words":10000000}',
    parse: parseName,
  },
  timeline: {
    value: '<bins>',
    help: 'exposures in this many equal ranges of steps, from the first step to the last',
    parse: parseCount,
  },
  fromStep: {
    value: '<step>',
    help: 'the timeline and the contexts begin with this step',
    parse: parseCount,
  },
  toStep: {
    value: '<step>',
    help: 'the timeline and the contexts end with this step',
    parse: parseCount,
  },
  records: { help: 'distinct records that hold the phrase' },
  recordsAt: {
    value: '<step,...>',
    help: 'distinct records by the end of these steps',
    parse: parseSteps,
  },
  byFacet: {
    help: 'counts by facet too: by the facet field of the index or scan, or by source file',
  },
} as const satisfies Options;
