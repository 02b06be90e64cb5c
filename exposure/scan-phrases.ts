// Phrases -> answers in one pass over the records of a corpus, without an index.
//
// The same answers as an index of these records would give. Memory grows with the phrases, and for
// a timeline by 16 bytes for each phrase and step in which it is exposed: where bins end is known
// only when the last step is.

import { IndexError } from '../errors.ts';
import { loadKernel } from '../native/kernel.ts';
import type { Answered, Numbers, Seen, Timeline } from '../schemas/answer.ts';
import { type Askable, type PhraseGroup, phrasesOf, refuseGroup } from '../schemas/askable.ts';
import { type AnalyzerName, analyze } from '../text/analyzer.ts';
import { type CorpusAnalyzer, createCorpusAnalyzer } from '../text/corpus-analyzer.ts';
import { growingSink } from '../text/token-sink.ts';
import { phraseWithoutToken } from './phrase-variants.ts';
import { planEdges } from './plan-edges.ts';
import { namedSteps, type Question, requireSteps, sortSteps } from './question.ts';
import { ScanCounts } from './scan-counts.ts';
import { ScanFacets } from './scan-facets.ts';
import { StepCounts } from './step-counts.ts';
import { TokenTrie } from './token-trie.ts';

/** A record as it is scanned. */
interface ScannedRecord extends Seen {
  /** Its text between boundaries that no phrase crosses; one part where there is none. */
  readonly parts: readonly string[];
  /** Where the question asks for counts by facet. */
  readonly facet?: string | undefined;
}

interface ScannedPhrase {
  readonly phrase: string;
  readonly tokens: readonly string[];
  /** Its place in `found`, which phrases with the same tokens share; undefined: no token. */
  readonly place: number | undefined;
}

/** A phrase, or a group with the place that is counted for all of its phrases. */
type Scanned = ScannedPhrase | { readonly group: PhraseGroup; readonly place: number | IndexError };

/** Tokens known beyond the phrases' own before they are forgotten. */
const maxOtherTokens = 1 << 20;

export class PhraseScan {
  #question: Question;
  #asked: readonly Scanned[];
  /** The phrases whose tokens come first in the vocabulary. */
  #phrases: readonly string[];
  /** Places of phrases, and behind them those of groups. */
  #found: readonly ScanCounts[];
  /** By place of a phrase: the places of the groups that have it. */
  #groupsOf = new Map<number, number[]>();
  #trie: TokenTrie;
  #analyzer: CorpusAnalyzer;
  /** Ids below it are tokens of phrases. */
  #known: number;
  #sink = growingSink(1 << 16);
  #steps: readonly number[];
  /** The first of `steps` that has not passed. */
  #stepAt = 0;
  #bySteps: StepCounts | undefined;
  #facets: ScanFacets | undefined;
  #firstStep = 0;
  #lastStep = 0;

  /** Throws `bad_argument` for contexts, which a scan does not have. */
  constructor(asked: readonly Askable[], analyzer: AnalyzerName, question: Question = {}) {
    if ((question.contexts ?? 0) > 0) {
      throw new IndexError('bad_argument', 'a scan gives no contexts: build an index for them');
    }
    requireSteps(question);
    this.#question = question;
    this.#steps = sortSteps(namedSteps(question));
    this.#analyzer = createCorpusAnalyzer(analyzer, loadKernel());
    this.#phrases = asked.flatMap(phrasesOf);
    const encoded = this.#phrases.map((phrase) => {
      const tokens = analyze(phrase.toWellFormed(), analyzer);
      return { phrase, tokens, ids: this.#encode(phrase) };
    });
    this.#known = this.#analyzer.size;
    const trie = new TokenTrie(this.#known);
    const phrases = encoded.map(({ phrase, tokens, ids }): ScannedPhrase => {
      return { phrase, tokens, place: ids.length === 0 ? undefined : trie.insert(ids) };
    });
    let next = 0;
    this.#trie = trie;
    let places = trie.size;
    this.#asked = asked.map((one): Scanned => {
      const own = phrases.slice(next, next + phrasesOf(one).length);
      next += own.length;
      if (typeof one === 'string') return own[0] as ScannedPhrase;
      const bare = own.find(({ place }) => place === undefined);
      if (bare !== undefined) return { group: one, place: phraseWithoutToken(bare.phrase) };
      this.#addGroup(places, own);
      return { group: one, place: places++ };
    });
    this.#found = Array.from({ length: places }, () => new ScanCounts(this.#steps.length));
    if (question.bins !== undefined) this.#bySteps = new StepCounts(places);
    if (question.byFacet === true) {
      const counted = { steps: this.#steps, at: question.at, bySteps: this.#bySteps };
      this.#facets = new ScanFacets(counted);
    }
  }

  /** Facets of records to come, in the order in which they are shown. */
  declareFacets(facets: readonly string[]): void {
    this.#facets?.declare(facets);
  }

  /** Takes the next record in training order. */
  add({ parts, step, rank, id, facet = 'null' }: ScannedRecord): void {
    if (this.#firstStep === 0) this.#firstStep = step;
    this.#lastStep = step;
    while ((this.#steps[this.#stepAt] ?? Number.POSITIVE_INFINITY) < step) this.#stepAt++;
    this.#bySteps?.begin(step);
    this.#facets?.begin(facet);
    const seen: Seen = { step, rank, id };
    for (const part of parts) {
      this.#sink.length = 0;
      this.#analyzer.addRecord(part, this.#sink);
      this.#trie.find(this.#sink.ids, this.#sink.length, (place) => this.#expose(place, seen));
    }
    if (this.#analyzer.size > this.#known + maxOtherTokens) this.#forgetOthers();
  }

  /** The answers in the order of the phrases. */
  *answers(): Generator<Answered> {
    const readTimeline = this.#readTimelines();
    this.#facets?.requireFew(planEdges(this.#question, this.#range));
    const places = new Map(this.#steps.map((step, place) => [step, place]));
    const numbers = (place: number): Numbers => {
      const found = this.#found[place] as ScanCounts;
      const timeline = readTimeline?.(place);
      const facets = this.#facets?.answer(place, readTimeline);
      return {
        ...found.numbers(this.#question, places),
        ...(timeline !== undefined && { timeline }),
        ...(facets !== undefined && { by_facet: facets }),
      };
    };
    for (const one of this.#asked) {
      if ('group' in one) {
        const { group, place } = one;
        if (typeof place !== 'number') yield refuseGroup(group, place);
        else yield { name: group.name, phrases: [...group.phrases], ...numbers(place) };
        continue;
      }
      const { phrase, tokens, place } = one;
      if (place === undefined) {
        const { code, message } = phraseWithoutToken(phrase);
        yield { phrase, error: { code, message } };
      } else yield { phrase, tokens: [...tokens], ...numbers(place) };
    }
  }

  /** Exposures of the group's phrases, each place once, count at `group` too. */
  #addGroup(group: number, phrases: readonly ScannedPhrase[]): void {
    for (const place of new Set(phrases.map((phrase) => phrase.place as number))) {
      this.#groupsOf.set(place, [...(this.#groupsOf.get(place) ?? []), group]);
    }
  }

  get #range() {
    return { firstStep: this.#firstStep, lastStep: this.#lastStep };
  }

  /** The timeline of a place, made when it is asked for; undefined where none are. */
  #readTimelines(): ((place: number) => Timeline) | undefined {
    const edges = planEdges(this.#question, this.#range);
    if (edges === undefined || this.#bySteps === undefined) return undefined;
    const readCounts = this.#bySteps.reader(edges);
    return (place) => ({ edges, count: readCounts(place) });
  }

  #expose(place: number, seen: Seen): void {
    this.#found[place]?.add(seen, this.#stepAt);
    this.#bySteps?.count(place);
    this.#facets?.add(place, seen, this.#stepAt);
    for (const group of this.#groupsOf.get(place) ?? []) {
      this.#found[group]?.add(seen, this.#stepAt);
      this.#bySteps?.count(group);
      this.#facets?.add(group, seen, this.#stepAt);
    }
  }

  /** A vocabulary grows with the corpus: from time to time it begins again with the phrases' own. */
  #forgetOthers(): void {
    this.#analyzer.takeTerms();
    for (const phrase of this.#phrases) this.#encode(phrase);
  }

  /** The ids of a phrase's tokens: the same each time, as they come first in the vocabulary. */
  #encode(phrase: string): Uint32Array {
    this.#sink.length = 0;
    this.#analyzer.addRecord(phrase.toWellFormed(), this.#sink);
    return this.#sink.ids.slice(0, this.#sink.length);
  }
}
