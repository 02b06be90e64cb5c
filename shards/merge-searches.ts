// The answers of all shards to a search -> the answer of the whole. Its numbers are records, which add up.

import { addAnswers } from '../exposure/add-answers.ts';
import type { Seen } from '../schemas/answer.ts';
import type {
  FacetRecords,
  FoundRecord,
  SearchAnswer,
  SearchByFacet,
  UnaskableQuery,
} from '../schemas/search-answer.ts';
import { moveRank } from './merge-answers.ts';
import type { JoinedShards, PlacedShard } from './shard.ts';

/** The parts of an answer, and of a facet, that add up. */
type Added = Omit<FacetRecords, 'first' | 'last'> & Pick<SearchAnswer, 'first' | 'last'>;

/**
 * `answers` are those of the shards, in their order, to the same query; `contexts`: how many are asked for.
 * A query that one of the shards cannot be asked, as a part of it stands for too many terms there, has no
 * answer of the whole: its error stands in the place.
 */
export function mergeSearches(
  answers: readonly (SearchAnswer | UnaskableQuery)[],
  { shards, facets }: Pick<JoinedShards, 'shards' | 'facets'>,
  contexts = 0,
): SearchAnswer | UnaskableQuery {
  if (answers.length !== shards.length) throw new Error('each shard has an answer');
  const moved: SearchAnswer[] = [];
  for (const [i, answer] of answers.entries()) {
    if ('error' in answer) return answer;
    moved.push(moveAnswer(answer, shards[i] as PlacedShard));
  }
  const [{ query, by_facet, contexts: shown }] = moved as [SearchAnswer];
  return {
    query,
    ...addRecords(moved),
    ...(by_facet !== undefined && { by_facet: addFacets(moved, facets) }),
    ...(shown !== undefined && {
      contexts: moved.flatMap((one) => one.contexts ?? []).slice(0, contexts),
    }),
  };
}

/** Records are counted as exposures are. */
function addRecords(all: readonly Added[]): Added {
  const counted = all.map(({ records, timeline, ...rest }) => ({
    ...rest,
    count: records,
    ...(timeline && { timeline: { edges: timeline.edges, count: timeline.records } }),
  }));
  const { count, first, last, at, timeline } = addAnswers(counted);
  return {
    records: count,
    first: requireRank(first),
    last: requireRank(last),
    ...(at && { at }),
    ...(timeline && { timeline: { edges: timeline.edges, records: timeline.count } }),
  };
}

function requireRank(seen: Seen | null): FoundRecord | null {
  if (seen === null) return null;
  const { step, rank, id } = seen;
  if (rank === null) throw new Error('a record that was found has a rank');
  return { step, rank, id };
}

function addFacets(
  all: readonly SearchAnswer[],
  order: readonly string[] | undefined,
): SearchByFacet {
  const maps = all.map(({ by_facet = {} }) => new Map(Object.entries(by_facet)));
  const found = new Set(maps.flatMap((map) => [...map.keys()]));
  const names = order?.filter((name) => found.has(name)) ?? [];
  const entries = [...new Set([...names, ...found])].map((name): [string, FacetRecords] => {
    const { first, last, ...rest } = addRecords(maps.flatMap((map) => map.get(name) ?? []));
    if (first === null || last === null) throw new Error('a facet has a record');
    const { records, ...steps } = rest;
    return [name, { records, first, last, ...steps }];
  });
  return Object.fromEntries(entries);
}

function moveAnswer(answer: SearchAnswer, shard: PlacedShard): SearchAnswer {
  const move = <Place extends { readonly rank: number }>(place: Place): Place => {
    return { ...place, rank: moveRank(place.rank, shard) };
  };
  const { first, last, by_facet, contexts } = answer;
  const facets = Object.entries(by_facet ?? {}).map(([name, one]): [string, FacetRecords] => {
    return [name, { ...one, first: move(one.first), last: move(one.last) }];
  });
  return {
    ...answer,
    first: first && move(first),
    last: last && move(last),
    ...(by_facet !== undefined && { by_facet: Object.fromEntries(facets) }),
    ...(contexts !== undefined && { contexts: contexts.map(move) }),
  };
}
