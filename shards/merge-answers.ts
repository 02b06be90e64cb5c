// The answers of all shards to one question -> the answer of the whole, with the same bytes as one index.
//
// Records lie whole in one shard, so distinct records add up as exposures do. Ranks are moved behind the
// records of the shards before.

import { IndexError } from '../errors.ts';
import { addAnswers } from '../exposure/add-answers.ts';
import type { Answer, Answered, ByFacet, FacetNumbers, Numbers, Seen } from '../schemas/answer.ts';
import type { JoinedShards, PlacedShard } from './shard.ts';

/** An answer with numbers. */
type Counted = Exclude<Answered, { error: unknown }>;

/**
 * `answers` are those of the shards, in their order, to the same phrase or group. Throws `shards_mismatch`
 * where they cannot be of the same question.
 */
export function mergeAnswers(answers: readonly Answered[], joined: JoinedShards): Answered {
  const { shards } = joined;
  if (answers.length !== shards.length) throw new Error('each shard has an answer');
  const counted = answers.filter((answer): answer is Counted => !('error' in answer));
  if (counted.length === 0) return requireSame(answers, shards);
  if (counted.length < answers.length) throw differ(shards, 'one of them refuses the phrase');
  const moved = counted.map((answer, i) => moveRanks(answer, shards[i] as PlacedShard));
  const [first] = moved as [Counted];
  const numbers = addNumbers(moved, joined);
  if ('name' in first) return { name: first.name, phrases: first.phrases, ...numbers };
  const all = moved as Answer[];
  requireTokens(all, shards);
  const { phrase, tokens, variants } = first;
  return {
    ...{ phrase, tokens, ...numbers },
    ...(variants !== undefined && { variants: mergeVariants(all, variants.length, joined) }),
  };
}

/** The same error in all. */
function requireSame(answers: readonly Answered[], shards: readonly PlacedShard[]): Answered {
  const [first, ...others] = answers.map((answer) => JSON.stringify(answer));
  if (others.some((other) => other !== first))
    throw differ(shards, 'their errors are not the same');
  return answers[0] as Answered;
}

function requireTokens(answers: readonly Answer[], shards: readonly PlacedShard[]): void {
  const [first, ...others] = answers;
  const isSame = (one: Answer) =>
    one.phrase === first?.phrase &&
    one.tokens.length === first.tokens.length &&
    one.tokens.every((token, i) => token === first.tokens[i]) &&
    one.variants?.length === first.variants?.length;
  if (!others.every(isSame)) throw differ(shards, 'their tokens are not the same');
}

function mergeVariants(
  answers: readonly Answer[],
  count: number,
  joined: JoinedShards,
): NonNullable<Answer['variants']> {
  return Array.from({ length: count }, (_, i) => {
    const same = answers.flatMap(({ variants }) => variants?.[i] ?? []);
    const [{ phrase, tokens }] = same as [Answer];
    return { phrase, tokens, ...addNumbers(same, joined) };
  });
}

/** In the order of an answer's fields. */
function addNumbers(all: readonly Numbers[], { facets }: JoinedShards): Numbers {
  const { timeline, ...added } = addAnswers(all);
  const [{ records, records_at, by_facet } = {}] = all;
  return {
    ...added,
    ...(records !== undefined && { records: sum(all, (one) => one.records) }),
    ...(records_at !== undefined && {
      records_at: Object.fromEntries(
        Object.keys(records_at).map((step) => [step, sum(all, (one) => one.records_at?.[step])]),
      ),
    }),
    ...(timeline !== undefined && { timeline }),
    ...(by_facet !== undefined && { by_facet: addFacets(all, facets) }),
  };
}

/** Facets whose order is not known stand in the order in which the shards have them. */
function addFacets(all: readonly Numbers[], order: readonly string[] | undefined): ByFacet {
  const maps = all.map((one) => new Map(Object.entries(one.by_facet ?? {})));
  const found = new Set(maps.flatMap((map) => [...map.keys()]));
  const names = order?.filter((name) => found.has(name)) ?? [];
  const entries = [...new Set([...names, ...found])].map((name): [string, FacetNumbers] => {
    const same = maps.flatMap((map) => map.get(name) ?? []);
    const { count, first, last, at, timeline } = addAnswers(same);
    if (first === null || last === null) throw new Error('a facet has an exposure');
    const numbers = { count, first, last };
    return [name, { ...numbers, ...(at && { at }), ...(timeline && { timeline }) }];
  });
  return Object.fromEntries(entries);
}

function moveRanks<Moved extends Numbers & Pick<Partial<Answer>, 'variants'>>(
  answer: Moved,
  shard: PlacedShard,
): Moved {
  const { last_at, by_facet, variants } = answer;
  return {
    ...answer,
    first: moveSeen(answer.first, shard),
    last: moveSeen(answer.last, shard),
    ...(last_at !== undefined && { last_at: mapValues(last_at, (seen) => moveSeen(seen, shard)) }),
    ...(by_facet !== undefined && {
      by_facet: mapValues(by_facet, (one) => ({
        ...one,
        first: moveSeen(one.first, shard),
        last: moveSeen(one.last, shard),
      })),
    }),
    ...(variants !== undefined && { variants: variants.map((one) => moveRanks(one, shard)) }),
  };
}

/** Throws `shards_mismatch` for a rank that is not one of so many records from 0 on. */
function moveSeen<Place extends Seen | null>(seen: Place, shard: PlacedShard): Place {
  if (seen === null || seen.rank === null) return seen;
  return { ...seen, rank: moveRank(seen.rank, shard) };
}

/** The rank among the records of all shards. Throws `shards_mismatch` for one that the shard cannot have. */
export function moveRank(rank: number, { name, firstRank, description }: PlacedShard): number {
  if (rank < description.records) return firstRank + rank;
  throw new IndexError(
    'shards_mismatch',
    `the shard ${name} answers with rank ${rank} and has ${description.records} records: expected ranks that begin at 0 in each shard`,
    { shard: name },
  );
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function sum<One>(all: readonly One[], read: (one: One) => number | undefined): number {
  return all.reduce((total, one) => total + (read(one) ?? 0), 0);
}

function differ(shards: readonly PlacedShard[], how: string): IndexError {
  const names = shards.map(({ name }) => name).join(', ');
  return new IndexError(
    'shards_mismatch',
    `the shards ${names} do not answer alike: ${how}. Run the same version of firstseen for all of them.`,
  );
}
