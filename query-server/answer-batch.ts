// A batch of phrases -> its answers as text chunks, piece by piece.
//
// Holds one chunk at a time. Between pieces the event loop serves others (work-turns.ts) and the
// signal is looked at. A reader that does not read stops it: a generator runs when asked.

import { IndexError } from '../errors.ts';
import { answerListed, unanswerable, walkPhrase } from '../exposure/answer-phrase.ts';
import type { QuestionPlan } from '../exposure/plan-question.ts';
import type { Answer, Unanswerable } from '../schemas/answer.ts';
import type { Snapshot } from '../store/snapshot.ts';
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
  for (let i = 0; i < phrases.length; i++) {
    const phrase = phrases[i] as string;
    text += work.plan.records ? await walkText(phrase, work) : answerText(phrase, work);
    text += i + 1 < phrases.length ? frame.between : frame.after;
    if (!piece.over()) {
      if (text.length < chunkLength) continue;
      yield text;
      text = '';
      continue;
    }
    if (text.length >= chunkLength) {
      yield text;
      text = '';
    }
    await turns.next();
    signal.throwIfAborted();
    piece = startPiece();
  }
  if (phrases.length === 0) text += frame.after;
  if (text !== '') yield text;
}

/** One answer as the command line prints it, byte for byte. */
function answerText(phrase: string, { snapshot, plan, maxPhraseLength }: BatchWork): string {
  if (phrase.length > maxPhraseLength) {
    const { code, message } = phraseTooLong(phrase, maxPhraseLength);
    return JSON.stringify({ phrase, error: { code, message } } satisfies Unanswerable);
  }
  return JSON.stringify(answerListed(snapshot, plan, phrase));
}

/** The same where one answer may take long. */
async function walkText(phrase: string, work: BatchWork): Promise<string> {
  if (phrase.length > work.maxPhraseLength) return answerText(phrase, work);
  try {
    return JSON.stringify(await walkAnswer(phrase, work));
  } catch (error) {
    return JSON.stringify(unanswerable(phrase, error));
  }
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
