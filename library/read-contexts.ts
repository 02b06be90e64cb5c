// The exposures of a phrase with the text around them, as /v1/contexts answers.

import { IndexError } from '../errors.ts';
import type { Contexts } from './answers/exposure-lists.ts';
import { finish } from './finish.ts';
import type { ContextOptions } from './index-questions.ts';
import { PhraseContexts } from './questions/phrase-contexts.ts';
import type { OpenSnapshot } from './snapshots/open-snapshot.ts';

/** Throws `phrase_without_token`, `records_not_indexed`, `text_not_stored`, and `bad_argument`. */
export function readContexts(
  snapshot: OpenSnapshot,
  phrase: string,
  options: ContextOptions,
): Contexts {
  const { fromStep, toStep } = options;
  if (fromStep !== undefined && toStep !== undefined && fromStep > toStep) {
    throw new IndexError(
      'bad_argument',
      `contexts: fromStep ${fromStep} is after toStep ${toStep}: expected steps in between, both ends included`,
    );
  }
  return finish(new PhraseContexts(snapshot, phrase).walk(options));
}
