// Slots of phrases out of text: the analyzer's tokens, and the last one with * or ~ behind it.

import { analyzePhrase } from '../../text/analyze-phrase.ts';
import type { AnalyzerName } from '../../text/analyzer.ts';
import type { IndexAnalyzer } from '../../text/index-analyzer.ts';
import { badQuery, quotePart } from './bad-query.ts';
import type { Slot } from './expression.ts';
import { endsWithSpace } from './query-text.ts';

/** Slots of a query, those of alternatives included. */
const maxSlots = 1000;

/** Text between signs, without its escapes. */
export interface Stretch {
  readonly text: string;
  /** Offset of its first unit in the query. */
  readonly start: number;
}

/** Makes the slots of one query, and counts them. */
export class SlotMaker {
  #analyzer: IndexAnalyzer;
  #slots = 0;

  constructor(analyzer: IndexAnalyzer) {
    this.#analyzer = analyzer;
  }

  /** Gives the slot back, or throws where it is one too many. */
  count(slot: Slot, offset: number): Slot {
    if (++this.#slots <= maxSlots) return slot;
    throw badQuery({
      offset,
      expected: `at most ${maxSlots.toLocaleString('en')} tokens and signs in a query`,
      found: 'one more',
      solve: 'Ask several queries.',
    });
  }

  /** A slot for each token; none where the text is blank. */
  tokens({ text, start }: Stretch): Slot[] {
    const analyzer = this.#analyzer;
    const tokens = analyzer === 'ids' ? readIds({ text, start }) : analyzePhrase(text, analyzer);
    return tokens.map((token) => this.count({ kind: 'token', token }, start));
  }

  /** The tokens of a text with a `*` behind it at `offset`: the last one is a prefix. */
  prefix(stretch: Stretch, offset: number): Slot[] {
    const { analyzer, before, stem } = this.#cutLast(stretch, offset, '*');
    const [prefix = '', another] = prefixesOf(stem, analyzer);
    const slot = this.count({ kind: 'prefix', prefix }, offset);
    if (another === undefined) return [...before, slot];
    const other = this.count({ kind: 'prefix', prefix: another }, offset);
    return [...before, this.count({ kind: 'alternatives', of: [[slot], [other]] }, offset)];
  }

  /** The tokens of a text with `~most` behind it at `offset`, which holds for the last one. */
  distance(stretch: Stretch, offset: number, most: number): Slot[] {
    const { analyzer, before, stem } = this.#cutLast(stretch, offset, '~');
    const token = analyzer === 'words' ? stem.toLowerCase() : stem;
    return [...before, this.count({ kind: 'distance', token, most }, offset)];
  }

  /** Throws with analyzer `ids`, whose terms have no spelling. */
  requireWords(offset: number, sign: string): AnalyzerName {
    if (this.#analyzer !== 'ids') return this.#analyzer;
    throw badQuery({
      offset,
      expected: 'token ids in decimal, because the index holds ids',
      found: `the sign ${quotePart(sign)}, which is for words`,
    });
  }

  /** The slots of all tokens but the last one, and the last one as it was written. */
  #cutLast({ text, start }: Stretch, offset: number, sign: string) {
    const analyzer = this.requireWords(offset, sign);
    const written = analyzePhrase(text, 'cased');
    const stem = written.at(-1) ?? '';
    if (endsWithSpace(text) || !/[\p{L}\p{N}\p{M}_]$/u.test(stem)) {
      throw badQuery({
        offset,
        expected: `a letter or a digit directly before ${sign}`,
        found: text === '' ? 'none' : quotePart(text.slice(-10)),
        solve:
          sign === '*'
            ? 'Write \\* for the sign, and /.*ing/ for endings.'
            : 'Write \\~ for the sign.',
      });
    }
    const before = analyzePhrase(text, analyzer).slice(0, -1);
    return {
      analyzer,
      stem,
      before: before.map((token) => this.count({ kind: 'token', token }, start)),
    };
  }
}

/**
 * The beginnings of terms that a written one stands for. They are two where it ends with a capital
 * sigma, which is lower-cased in one way inside a word and in another one at its end.
 */
function prefixesOf(stem: string, analyzer: AnalyzerName): string[] {
  if (analyzer === 'cased') return [stem];
  const inside = `${stem}a`.toLowerCase().slice(0, -1);
  const atEnd = stem.toLowerCase();
  return inside === atEnd ? [inside] : [inside, atEnd];
}

/** Ids as the index has them: decimal, without zeros in front. */
function readIds({ text, start }: Stretch): string[] {
  return Array.from(text.matchAll(/\S+/g), ([id]) => {
    if (/^\d+$/.test(id)) return id.replace(/^0+(?=\d)/, '');
    throw badQuery({
      offset: start,
      expected: 'token ids in decimal, because the index holds ids',
      found: quotePart(id),
      solve: 'Write ids that stand next to each other as "464 3797".',
    });
  });
}
