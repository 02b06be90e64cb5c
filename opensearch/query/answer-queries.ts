// Queries -> answers in records from a cluster, as search/answer-queries.ts gives them from an index.
//
// All answers are of one snapshot: the one that the export had finished when the search was opened.

import { IndexError } from '../../errors.ts';
import type { SearchAnswer, UnaskableQuery } from '../../schemas/search-answer.ts';
import type { Expression } from '../../search/language/expression.ts';
import { parseQuery } from '../../search/language/parser.ts';
import type { OneSlot } from '../../search/records/phrase-occurrences.ts';
import { walkSlots } from '../../search/records/record-check.ts';
import { analyzerVersion } from '../../text/index-analyzer.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { encodeToken } from '../documents/encode-token.ts';
import type { ExportState, WholeExport } from '../documents/export-state.ts';
import { type IndexNames, namesOf } from '../documents/index-layout.ts';
import { requireState } from '../export/claim-index.ts';
import { type ClusterPlan, type ClusterQuestion, planClusterQuestion } from './cluster-plan.ts';
import { countByCluster } from './count-by-cluster.ts';
import { countByDocuments } from './count-by-documents.ts';
import { DocumentMatcher } from './document-text.ts';
import { type Expansion, expandSlots, isManyTerms } from './expand-slots.ts';
import type { Place } from './flat-phrases.ts';
import { translate } from './translate.ts';

type Answered = SearchAnswer | UnaskableQuery;
type Expansions = ReadonlyMap<OneSlot, Expansion>;

/** Queries whose patterns are looked for together. */
const maxTogether = 64;

const unaskable = new Set<string>(['bad_query', 'bad_argument', 'too_many_terms', 'not_exported']);

export class ClusterSearch {
  readonly plan: ClusterPlan;
  /** Of which the answers are. */
  readonly whole: WholeExport;
  #cluster: Cluster;
  #names: IndexNames;
  #state: ExportState;

  private constructor(cluster: Cluster, state: ExportState, asked: Asked) {
    this.#cluster = cluster;
    this.#names = namesOf(asked.name);
    this.#state = state;
    this.whole = asked.whole;
    this.plan = planClusterQuestion(asked.whole, asked.question);
  }

  /**
   * Reads the state of the export. Throws `index_not_found`, `export_mismatch`, `export_incomplete`,
   * `analyzer_mismatch`, and what planClusterQuestion throws.
   */
  static async open(
    cluster: Cluster,
    { name, question }: { readonly name: string; readonly question: ClusterQuestion },
  ): Promise<ClusterSearch> {
    const state = await requireState(cluster, name);
    if (state.analyzer_version !== analyzerVersion) throw otherAnalyzer(name, state);
    const { whole } = state;
    if (whole === null) throw incomplete(name);
    return new ClusterSearch(cluster, state, { name, question, whole });
  }

  /** The version of Unicode that the tokens were made with. */
  get unicode(): string {
    return this.#state.unicode;
  }

  /** The answer to one query. Throws the error of one that cannot be asked. */
  async answer(query: string): Promise<SearchAnswer> {
    const expression = parseQuery(query, this.#state.analyzer);
    return await this.#answer(query, expression, await this.#expand([expression]));
  }

  /** Answers in order; a query that cannot be asked has its error in its place. */
  async *answerAll(queries: readonly string[]): AsyncGenerator<Answered> {
    for (let start = 0; start < queries.length; start += maxTogether) {
      const some = queries.slice(start, start + maxTogether);
      const parsed = some.map((query) =>
        orError(query, () => parseQuery(query, this.#state.analyzer)),
      );
      const expansions = await this.#expand(parsed.filter((one) => 'kind' in one));
      for (const [i, query] of some.entries()) {
        const expression = parsed[i];
        if (expression === undefined || 'error' in expression) {
          if (expression !== undefined) yield expression;
          continue;
        }
        try {
          yield await this.#answer(query, expression, expansions);
        } catch (error) {
          yield describeUnaskable(query, error);
        }
      }
    }
  }

  async #expand(expressions: readonly Expression[]): Promise<Expansions> {
    const slots = expressions.flatMap((one) => [...walkSlots(one)]).filter(isManyTerms);
    const { analyzer } = this.#state;
    const place = { cluster: this.#cluster, index: this.#names.terms, whole: this.whole, analyzer };
    return slots.length === 0 ? new Map() : await expandSlots(place, slots);
  }

  async #answer(
    query: string,
    expression: Expression,
    expansions: Expansions,
  ): Promise<SearchAnswer> {
    const terms = new Map<OneSlot, Place>();
    for (const { slot, start } of walkPlaced(expression)) {
      terms.set(slot, termsOf(slot, expansions.get(slot), start));
    }
    const known = (slot: OneSlot) => terms.get(slot);
    const { query: found, isExact } = translate(expression, known);
    const isOfExport = { range: { rank: { lt: this.whole.records } } };
    const asked = { bool: { filter: [found, isOfExport] } };
    const place = { cluster: this.#cluster, index: this.#names.records };
    if (isExact) return { query, ...(await countByCluster(place, asked, this.plan)) };
    const matcher = new DocumentMatcher(expression, terms.keys(), known);
    const candidates = { query: asked, matcher };
    return { query, ...(await countByDocuments(place, candidates, this.plan)) };
  }
}

interface Asked {
  readonly name: string;
  readonly question: ClusterQuestion;
  readonly whole: WholeExport;
}

/** The slots of an expression with the offset of their phrase. */
function* walkPlaced(
  expression: Expression,
): Generator<{ readonly slot: OneSlot; readonly start: number }> {
  if (expression.kind === 'phrase') {
    for (const slot of walkSlots(expression)) yield { slot, start: expression.start };
  } else if (expression.kind === 'near') {
    yield* walkPlaced(expression.left);
    yield* walkPlaced(expression.right);
  } else if (expression.kind === 'not') yield* walkPlaced(expression.of);
  else for (const one of expression.of) yield* walkPlaced(one);
}

function termsOf(slot: OneSlot, expansion: Expansion | undefined, start: number): Place {
  if (slot.kind === 'any') return undefined;
  if (slot.kind === 'token') return [encodeToken(slot.token)];
  if (expansion === undefined) throw new Error('a slot that was not expanded');
  if (!(expansion instanceof IndexError)) return expansion.map(encodeToken);
  const { code, message, details } = expansion;
  const placed = `query, offset ${start}: ${message}`;
  throw new IndexError(code, placed, { ...details, offset: start }, expansion);
}

function orError(query: string, parse: () => Expression): Expression | UnaskableQuery {
  try {
    return parse();
  } catch (error) {
    return describeUnaskable(query, error);
  }
}

/** The error in the place of an answer; throws it where it is not the query's. */
function describeUnaskable(query: string, error: unknown): UnaskableQuery {
  if (!(error instanceof IndexError) || !unaskable.has(error.code)) throw error;
  const { code, message, details } = error;
  const offset = details['offset'];
  return { query, error: { code, message, offset: typeof offset === 'number' ? offset : null } };
}

function incomplete(name: string): IndexError {
  return new IndexError(
    'export_incomplete',
    `the export to ${name} was not finished: run firstseen export with the same options, which continues it`,
    { found: name },
  );
}

function otherAnalyzer(name: string, { analyzer, analyzer_version }: ExportState): IndexError {
  return new IndexError(
    'analyzer_mismatch',
    `the tokens of ${name} were made with the analyzer ${analyzer}, version ${analyzer_version}; this firstseen has version ${analyzerVersion}. Use the firstseen that built the index, or build and export it again.`,
    { found: analyzer_version, expected: analyzerVersion },
  );
}
