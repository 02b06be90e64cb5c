// Phrases as they are asked -> where their exposures are, or their answers, by the kernel alone.
//
// One call of it cuts, searches and names some hundreds of texts (store/segment/text-room.ts). What it leaves is
// undefined, and is asked by find-phrases.ts. The index is one of words.

import type { Answer } from '../schemas/answer.ts';
import type { FoundTexts } from '../store/segment/mapped-phrases.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { type Ends, readEnds } from './find-ends.ts';
import { Finding, type FoundPhrase } from './find-phrases.ts';

/** What becomes of text p of a call; the tokens are nobody else's. */
type Describe<Described> = (
  phrase: string,
  tokens: string[],
  found: { readonly ends: Ends; readonly p: number },
) => Described;

/** The exposures of each text, for as long as somebody needs them. */
export function findTexts(
  snapshot: Snapshot,
  texts: readonly string[],
): (FoundPhrase | undefined)[] {
  const { segments } = snapshot;
  return describeTexts(snapshot, texts, ({ phrases, rows }) => {
    // They are valid until the next search.
    const where = { segments, rows: rows.slice(0, 2 * phrases * segments.length), phrases };
    return (phrase, tokens, { ends, p }) => new Finding({ phrase, tokens }, ends, { where, p });
  });
}

/** The answers to a question that asks for nothing but count, first and last. */
export function answerTexts(snapshot: Snapshot, texts: readonly string[]): (Answer | undefined)[] {
  return describeTexts(snapshot, texts, () => describePlain);
}

function describePlain(
  phrase: string,
  tokens: string[],
  { ends }: { readonly ends: Ends },
): Answer {
  const { count, first, last } = ends;
  return { phrase, tokens, count, first, last };
}

function describeTexts<Described>(
  { segments, search, settings }: Snapshot,
  texts: readonly string[],
  describe: (found: FoundTexts) => Describe<Described>,
): (Described | undefined)[] {
  const described = new Array<Described | undefined>(texts.length);
  const isCased = settings.analyzer === 'cased';
  for (let start = 0; start < texts.length; ) {
    const found = search.findTexts(texts, start, isCased);
    if (found === undefined) return [];
    const { phrases, room } = found;
    const describeOne = describe(found);
    for (let p = 0; p < phrases; p++) {
      const count = room.count(p);
      if (count === undefined) continue;
      const tokens = room.tokens(p);
      const ends = readEnds(segments, { room, p, count });
      described[start + p] = describeOne(texts[start + p] as string, tokens, { ends, p });
    }
    start += phrases;
  }
  return described;
}
