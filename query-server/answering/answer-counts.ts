// A batch of phrases -> its answers as frames (shards/frame-layout.ts), with places to pause.
//
// For a router, which adds the answers of several servers: neither side makes an object of an answer.

import type { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import type { Askable } from '../../schemas/askable.ts';
import { joinChunks } from '../http/join-chunks.ts';
import { type BatchQuestion, limitsOf, walkShort } from './answer-batch.ts';
import { slicePhrases } from './slice-phrases.ts';

/** Bytes after which frames go out. */
const chunkBytes = 64 << 10;

/** Frames joined to chunks; `undefined` is a place to pause. */
export function* answerCounts(
  phrases: readonly Askable[],
  question: BatchQuestion,
): Generator<Buffer | undefined, void, undefined> {
  const writer = question.plan.frameWriter(phrases.length);
  let frames: Buffer[] = [];
  let bytes = 0;
  for (const slice of slicePhrases(phrases, limitsOf(question))) {
    for (const answer of walkSlice(slice, question, writer)) {
      if (answer === undefined) yield undefined;
      else if (writer.isFull) {
        const frame = writer.take();
        frames.push(frame);
        bytes += frame.length;
      }
      if (bytes < chunkBytes) continue;
      yield joinChunks(frames);
      frames = [];
      bytes = 0;
    }
    yield undefined;
  }
  if (!writer.isEmpty) frames.push(writer.take());
  if (frames.length > 0) yield joinChunks(frames);
}

function walkSlice(
  slice: readonly Askable[],
  { plan, maxPhraseLength }: BatchQuestion,
  writer: ReturnType<PhrasePlan['frameWriter']>,
): Generator<true | undefined, void, undefined> {
  return walkShort<true>(slice, maxPhraseLength, {
    walk: (short) => plan.walkInto(writer, short),
    refuse(refused) {
      writer.addJson(JSON.stringify(refused));
      return true;
    },
  });
}
