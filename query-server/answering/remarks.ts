// Remarks on a question. They are not part of an answer, which is what the command line prints.
//
// They go into a header, as JSON in ASCII, and of a JSON batch into its object too. A header is
// small: a remark on many phrases names one of them.

import { RemarkCollector } from '../../exposure/collect-remarks.ts';
import { remarksOnPhrase } from '../../exposure/phrase-remarks.ts';
import type { Question } from '../../exposure/question.ts';
import { remarksOnSteps } from '../../exposure/step-remarks.ts';
import type { Remark } from '../../schemas/remark.ts';
import type { Snapshot } from '../../store/snapshot.ts';

export const remarksHeader = 'firstseen-remarks';

/** UTF-16 units of a phrase that a remark names. */
const shownLength = 80;

/** Phrases after which a caller with other work may pause. */
const phrasesAPiece = 64;

/** Remarks on the phrases and steps of a question; yields so that a caller can pause there. */
export function* walkRemarks(
  { settings, firstStep, lastStep }: Snapshot,
  phrases: readonly string[],
  question: Question,
): Generator<undefined, Remark[]> {
  const collector = new RemarkCollector();
  // Phrases of ids are numbers, of which there is nothing to remark.
  if (settings.analyzer !== 'ids') {
    for (const [i, phrase] of phrases.entries()) {
      collector.add(phrase);
      if (i % phrasesAPiece === phrasesAPiece - 1) yield undefined;
    }
  }
  const onPhrases = collector.take().map((remark) => ({ ...remark, first: shown(remark.first) }));
  return [...onPhrases, ...remarksOnSteps(question, { firstStep, lastStep })];
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
  { settings }: Pick<Snapshot, 'settings'>,
  phrase: string,
): readonly Remark[] {
  if (settings.analyzer === 'ids') return [];
  return remarksOnPhrase(phrase).map((remark) => ({ ...remark, phrases: 1, first: shown(phrase) }));
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
