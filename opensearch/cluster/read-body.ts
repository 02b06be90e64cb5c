// Parts of the cluster's answers, checked where they come in.

import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Cluster, ClusterRequest } from './cluster.ts';
import { unavailablePart, unexpectedAnswer } from './cluster-fault.ts';

/** The body of an answer, as the schema has it; further keys are left as they are. */
export function requireBody<Schema extends TSchema>(
  schema: Schema,
  body: unknown,
  what: string,
): Static<Schema> {
  if (Value.Check(schema, body)) return body;
  throw unexpectedAnswer(what);
}

const Shards = Type.Object({
  timed_out: Type.Optional(Type.Boolean()),
  _shards: Type.Object({ failed: Type.Integer() }),
});

/**
 * The answer of a search or a count in all shards. Throws `cluster_unavailable` where a part is missing:
 * it is never a smaller number.
 */
export async function askShards<Schema extends TSchema>(
  cluster: Cluster,
  { index, action, body }: { index: string; action: '_search' | '_count'; body: object },
  schema: Schema,
): Promise<Static<Schema>> {
  const request: ClusterRequest = { method: 'POST', path: [index, action], body };
  const whole = { ...request, query: { allow_partial_search_results: 'false' } };
  const answer = await cluster.send(action === '_search' ? whole : request);
  const what = action === '_search' ? 'a search' : 'a count';
  const { timed_out = false, _shards } = requireBody(Shards, answer.body, what);
  if (timed_out || _shards.failed > 0) throw unavailablePart(index);
  return requireBody(schema, answer.body, what);
}

const Count = Type.Object({ count: Type.Integer({ minimum: 0 }) });

/** How many documents satisfy a query of the cluster's own language. */
export async function countDocuments(
  cluster: Cluster,
  index: string,
  query: object,
): Promise<number> {
  return (await askShards(cluster, { index, action: '_count', body: { query } }, Count)).count;
}

/** Makes what was written visible to searches, on all copies. */
export async function refreshIndex(cluster: Cluster, index: string): Promise<void> {
  const { body } = await cluster.send({ method: 'POST', path: [index, '_refresh'] });
  const { _shards } = requireBody(Shards, body, 'a refresh');
  if (_shards.failed > 0) throw unavailablePart(index);
}
