// Remarks on a question. They are not part of an answer, which is what the command line prints.
//
// They go into a header, as JSON in ASCII, and of a JSON batch into its object too. A header is
// small: a remark on many phrases names one of them.

import type { FullQuestion } from '../../library/questions/full-question.ts';
import {
  PhraseRemarks,
  remarksOnPhrase,
  remarksOnSteps,
} from '../../library/questions/question-remarks.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { Remark } from '../../schemas/remark.ts';

export const remarksHeader = 'firstseen-remarks';

/** UTF-16 units of a phrase that a remark names. */
const shownLength = 80;

/** Phrases after which a caller with other work may pause. */
const phrasesAPiece = 64;

/** What remarks depend on. */
type RemarkedSnapshot = Pick<OpenSnapshot, 'analyzer' | 'firstStep' | 'lastStep'>;

/** Remarks on the phrases and steps of a question; yields so that a caller can pause there. */
export function* walkRemarks(
  snapshot: RemarkedSnapshot,
  phrases: readonly string[],
  question: FullQuestion,
): Generator<undefined, Remark[]> {
  const found = new PhraseRemarks(snapshot.analyzer);
  for (const [i, phrase] of phrases.entries()) {
    found.add(phrase);
    if (i % phrasesAPiece === phrasesAPiece - 1) yield undefined;
  }
  const onPhrases = found.take().map((remark) => ({ ...remark, first: shown(remark.first) }));
  return [...onPhrases, ...remarksOnSteps(question, snapshot)];
}

/** Of the blank lines of a body. */
export function remarksOnLines(blank: number): readonly Remark[] {
  if (blank === 0) return [];
  const [lines, are] = blank === 1 ? ['line', 'is'] : ['lines', 'are'];
  const message = `${blank} blank ${lines} of the body ${are} skipped: there is one answer for each of the other lines.`;
  return [{ code: 'blank_lines_skipped', message }];
}

/** The same for one phrase; the route that asks it most has no time for more. */
export function remarksOn(
  { analyzer }: Pick<RemarkedSnapshot, 'analyzer'>,
  phrase: string,
): readonly Remark[] {
  const remarks = remarksOnPhrase(analyzer, phrase);
  if (remarks.length === 0) return [];
  return remarks.map((remark) => ({ ...remark, phrases: 1, first: shown(phrase) }));
}

function shown(phrase: string): string {
  return phrase.slice(0, shownLength).toWellFormed();
}

/** The header that says the remarks; no header where there is none. */
export function remarkHeaders(remarks: readonly Remark[]): Record<string, string> {
  if (remarks.length === 0) return {};
  const ascii = JSON.stringify(remarks).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { [remarksHeader]: ascii };
}
