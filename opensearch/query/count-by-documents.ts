// The numbers of a query that the cluster cannot decide: what it finds is read, and the tokens decide.
//
// Documents come in order of rank, some at a time, so memory holds a page of ranks and a few documents.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Type } from 'typebox';
import { IndexError } from '../../errors.ts';
import { askShards, countDocuments, requireBody } from '../cluster/read-body.ts';
import type { ClusterPlan } from './cluster-plan.ts';
import type { ClusterPlace, RecordNumbers } from './count-by-cluster.ts';
import { DocumentTally } from './document-tally.ts';
import type { DocumentMatcher } from './document-text.ts';
import { Described } from './found-document.ts';

/** Records that may be read for one query. */
const maxCandidates = 1_000_000;
/** Ranks of a page; the cluster gives 10,000 at most. */
const pageSize = 5000;
/** Tokens of documents that are held, about; a longer document is held alone. */
const tokensAtOnce = 1 << 18;
const documentsAtOnce = 1000;

const Page = Type.Object({
  hits: Type.Object({
    hits: Type.Array(Type.Object({ fields: Type.Object({ rank: Numbers(), length: Numbers() }) })),
  }),
});

function Numbers() {
  return Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1, maxItems: 1 });
}

const Documents = Type.Object({
  docs: Type.Array(
    Type.Object({
      _source: Type.Object({
        ...Described.properties,
        facet: Type.String(),
        tokens: Type.Array(Type.String()),
      }),
    }),
  ),
});

/** `query`: of the cluster; it finds every record that the matcher accepts. Throws `not_exported`. */
export async function countByDocuments(
  place: ClusterPlace,
  { query, matcher }: { readonly query: object; readonly matcher: DocumentMatcher },
  plan: ClusterPlan,
): Promise<RecordNumbers> {
  const { cluster, index } = place;
  const candidates = await countDocuments(cluster, index, query);
  if (candidates > maxCandidates) throw tooManyCandidates(candidates);
  const tally = new DocumentTally(plan);
  let looked = 0;
  for await (const ranks of walkRanks(place, query)) {
    const path = [index, '_mget'];
    const body = { ids: ranks.map(String) };
    const found = await cluster.send({ method: 'POST', path, body });
    const { docs } = requireBody(Documents, found.body, 'a question for documents');
    if (docs.length !== ranks.length) throw new Error('a document for each rank was asked for');
    for (const { _source } of docs) if (matcher.matches(_source.tokens)) tally.add(_source);
    looked += ranks.length;
    await nextTurn();
  }
  if (looked !== candidates) throw changed(index, looked, candidates);
  return tally.finish();
}

/** The ranks of what a query finds, in order, so many that their tokens fit into memory. */
async function* walkRanks(
  { cluster, index }: ClusterPlace,
  query: object,
): AsyncGenerator<readonly number[]> {
  let next = 0;
  for (;;) {
    const body = {
      query: { bool: { filter: [query, { range: { rank: { gte: next } } }] } },
      ...{ size: pageSize, sort: [{ rank: 'asc' }], track_total_hits: false },
      ...{ _source: false, docvalue_fields: ['rank', 'length'] },
    };
    const { hits } = await askShards(cluster, { index, action: '_search', body }, Page);
    let ranks: number[] = [];
    let tokens = 0;
    for (const { fields } of hits.hits) {
      const [rank = 0, length = 0] = [fields.rank[0], fields.length[0]];
      const isFull = ranks.length === documentsAtOnce || tokens + length > tokensAtOnce;
      if (ranks.length > 0 && isFull) {
        yield ranks;
        ranks = [];
        tokens = 0;
      }
      ranks.push(rank);
      tokens += length;
      next = rank + 1;
    }
    if (ranks.length > 0) yield ranks;
    if (hits.hits.length < pageSize) return;
  }
}

function tooManyCandidates(found: number): IndexError {
  return new IndexError(
    'not_exported',
    `the cluster cannot decide this query by itself, and ${found.toLocaleString('en')} records would be read: expected at most ${maxCandidates.toLocaleString('en')}. Ask the index itself with search DIR, or add a rarer word.`,
    { found, expected: maxCandidates },
  );
}

function changed(index: string, found: number, expected: number): IndexError {
  return new IndexError(
    'cluster_unavailable',
    `${index} changed while it was read: ${found} records of ${expected} were found. Ask again.`,
    { found, expected },
  );
}
