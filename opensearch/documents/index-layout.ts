// What the two indices of an export look like in the cluster: settings and mappings.
//
// NAME has one document a record. NAME-terms has the distinct terms in blocks, because a cluster cannot
// list the terms of a field: a pattern is matched against them here.

/** Positions between two parts of a record, so that no phrase crosses a boundary. */
export const boundaryGap = 2000;

/** Deeper than the operators of a query can be. */
const maxNestedDepth = 250;

/** The names of the indices of an export. */
export interface IndexNames {
  readonly records: string;
  readonly terms: string;
}

export function namesOf(name: string): IndexNames {
  return { records: name, terms: `${name}-terms` };
}

export interface LayoutOptions {
  readonly shards: number;
  /** Copies of each shard on other nodes. */
  readonly replicas: number;
}

/** The body that creates the index of records. `meta` is kept with its mapping. */
export function recordsLayout({ shards, replicas }: LayoutOptions, meta: object): object {
  return {
    settings: {
      index: {
        number_of_shards: shards,
        number_of_replicas: replicas,
        sort: { field: ['step', 'rank'], order: ['asc', 'asc'] },
        query: { max_nested_depth: maxNestedDepth },
      },
    },
    mappings: {
      dynamic: 'strict',
      _meta: meta,
      properties: {
        tokens: {
          type: 'text',
          analyzer: 'whitespace',
          index_phrases: true,
          norms: false,
          position_increment_gap: boundaryGap,
        },
        step: { type: 'long' },
        rank: { type: 'long' },
        length: { type: 'long' },
        id: { type: 'keyword', ignore_above: 8191 },
        facet: { type: 'keyword' },
      },
    },
  };
}

/** The body that creates the index of terms. */
export function termsLayout({ replicas }: LayoutOptions, meta: object): object {
  return {
    settings: { index: { number_of_shards: 1, number_of_replicas: replicas } },
    mappings: {
      dynamic: 'strict',
      _meta: meta,
      properties: {
        snapshot: { type: 'keyword' },
        block: { type: 'long' },
        last: { type: 'keyword' },
        terms: { type: 'object', enabled: false },
      },
    },
  };
}
