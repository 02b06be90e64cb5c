// A batch of phrases -> its answers as text chunks, piece by piece.
//
// Holds one chunk at a time. Between pieces the event loop serves others (work-turns.ts) and the
// signal is looked at. A reader that does not read stops it: a generator runs when asked.

import { IndexError } from '../../errors.ts';
import { answerListed, unanswerable, walkPhrase } from '../../exposure/answer-phrase.ts';
import type { QuestionPlan } from '../../exposure/plan-question.ts';
import type { Answer, Unanswerable } from '../../schemas/answer.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { startPiece, type WorkTurns } from './work-turns.ts';

/** UTF-16 code units after which a chunk goes out. */
const chunkLength = 64 << 10;

export interface BatchWork {
  readonly snapshot: Snapshot;
  readonly signal: AbortSignal;
  readonly turns: WorkTurns;
  readonly plan: QuestionPlan;
  readonly maxPhraseLength: number;
}

/** `before`, the answers with `between` after each but the last, `after`. */
export interface Frame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

export const ndjsonFrame: Frame = { before: '', between: '\n', after: '\n' };

export async function* answerBatch(
  phrases: readonly string[],
  work: BatchWork,
  frame: Frame,
): AsyncGenerator<string, void, undefined> {
  const { turns, signal } = work;
  let text = frame.before;
  let piece = startPiece();
  let left = phrases.length;
  for (const slice of slicesOf(phrases, work)) {
    const answers = work.plan.records ? [await walkText(slice, work)] : answerTexts(slice, work);
    for (const answer of answers) {
      text += answer;
      left--;
      text += left > 0 ? frame.between : frame.after;
      const isOver = piece.over();
      if (text.length >= chunkLength) {
        yield text;
        text = '';
      }
      if (!isOver) continue;
      await turns.next();
      signal.throwIfAborted();
      piece = startPiece();
    }
  }
  if (phrases.length === 0) text += frame.after;
  if (text !== '') yield text;
}

/** Phrases to search together before the time is looked at, and segments to search them in. */
const mostPhrases = 64;
const mostSearches = 256;
const mostLength = 4096;

function* slicesOf(phrases: readonly string[], { plan, snapshot }: BatchWork): Generator<string[]> {
  const searches = Math.floor(mostSearches / Math.max(1, snapshot.segments.length));
  const most = plan.records ? 1 : Math.min(mostPhrases, Math.max(1, searches));
  let slice: string[] = [];
  let length = 0;
  for (const phrase of phrases) {
    if (slice.length === most || (slice.length > 0 && length + phrase.length > mostLength)) {
      yield slice;
      slice = [];
      length = 0;
    }
    slice.push(phrase);
    length += phrase.length;
  }
  if (slice.length > 0) yield slice;
}

/** Answers as the command line prints them, byte for byte. */
function* answerTexts(
  phrases: readonly string[],
  { snapshot, plan, maxPhraseLength }: BatchWork,
): Generator<string> {
  const short = phrases.filter(({ length }) => length <= maxPhraseLength);
  const answers = answerListed(snapshot, plan, short);
  for (const phrase of phrases) {
    yield phrase.length > maxPhraseLength
      ? tooLongText(phrase, maxPhraseLength)
      : JSON.stringify(answers.next().value);
  }
}

/** The same for a slice of one whose answer may take long. */
async function walkText([phrase]: readonly string[], work: BatchWork): Promise<string> {
  const asked = phrase as string;
  if (asked.length > work.maxPhraseLength) return tooLongText(asked, work.maxPhraseLength);
  try {
    return JSON.stringify(await walkAnswer(asked, work));
  } catch (error) {
    return JSON.stringify(unanswerable(asked, error));
  }
}

function tooLongText(phrase: string, most: number): string {
  const { code, message } = phraseTooLong(phrase, most);
  return JSON.stringify({ phrase, error: { code, message } } satisfies Unanswerable);
}

/** An answer in pieces, the event loop serving others in between. */
export async function walkAnswer(
  phrase: string,
  { snapshot, signal, turns, plan }: Omit<BatchWork, 'maxPhraseLength'>,
): Promise<Answer> {
  const walk = walkPhrase(snapshot, plan, phrase);
  let piece = startPiece();
  for (;;) {
    const { done, value } = walk.next();
    if (done) return value;
    if (!piece.over()) continue;
    await turns.next();
    signal.throwIfAborted();
    piece = startPiece();
  }
}

export function phraseTooLong(phrase: string, most: number): IndexError {
  return new IndexError(
    'phrase_too_long',
    `the phrase has ${phrase.length} characters; this server takes at most ${most}`,
    { found: phrase.length, expected: most },
  );
}
