// The indices of an export in the cluster: made, or found and known as an export of this index.

import { isDeepStrictEqual } from 'node:util';
import { Type } from 'typebox';
import { IndexError } from '../../errors.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { requireBody } from '../cluster/read-body.ts';
import {
  type ExportState,
  layoutVersion,
  unwrapState,
  wrapState,
} from '../documents/export-state.ts';
import {
  type IndexNames,
  type LayoutOptions,
  recordsLayout,
  termsLayout,
} from '../documents/index-layout.ts';
import { mismatch } from './export-mismatch.ts';
import { requireSameRecords } from './same-records.ts';

const Mappings = Type.Record(
  Type.String(),
  Type.Object({ mappings: Type.Object({ _meta: Type.Optional(Type.Unknown()) }) }),
);

/**
 * Makes the indices where they are not there. Throws `export_mismatch` where the name is that of
 * something else. Two exports at once make the same documents, so no lock is needed.
 */
export async function claimIndex(
  cluster: Cluster,
  snapshot: Snapshot,
  { names, layout }: { readonly names: IndexNames; readonly layout: LayoutOptions },
): Promise<ExportState> {
  const begun = beginState(snapshot);
  const meta = wrapState(begun);
  await createIndex(cluster, names.terms, termsLayout(layout, meta));
  await createIndex(cluster, names.records, recordsLayout(layout, meta));
  await requireState(cluster, names.terms);
  const found = await requireState(cluster, names.records);
  for (const key of ['analyzer', 'analyzer_version', 'unicode'] as const) {
    if (found[key] !== begun[key]) {
      throw mismatch(names.records, `it has the ${key} ${found[key]}, this index ${begun[key]}`);
    }
  }
  if (found.snapshot === begun.snapshot) return found;
  await requireSameRecords(cluster, names.records, snapshot);
  const grown = { ...found, snapshot: begun.snapshot };
  await putState(cluster, names.records, grown);
  return grown;
}

/** The state of an export. Throws `export_mismatch` where the index is not one, or not there. */
export async function requireState(cluster: Cluster, index: string): Promise<ExportState> {
  const found = await cluster.send({ method: 'GET', path: [index, '_mapping'], accepts: [404] });
  if (found.status === 404) throw notThere(index);
  const mappings = requireBody(Mappings, found.body, 'a question for a mapping');
  const [own, another] = Object.values(mappings);
  const state = unwrapState(own?.mappings._meta);
  if (state === undefined || another !== undefined) {
    throw mismatch(index, 'it is not an export of firstseen');
  }
  if (state.layout === layoutVersion) return state;
  throw mismatch(index, `its layout is ${state.layout}, that of this firstseen ${layoutVersion}`);
}

/** Replaces the state. Throws where the cluster did not keep it. */
export async function putState(cluster: Cluster, index: string, state: ExportState) {
  const body = { _meta: wrapState(state) };
  await cluster.send({ method: 'PUT', path: [index, '_mapping'], body });
  if (isDeepStrictEqual(await requireState(cluster, index), state)) return;
  throw new IndexError('cluster_refused', `the cluster did not keep the state of ${index}`);
}

function beginState({ settings, name }: Snapshot): ExportState {
  return {
    layout: layoutVersion,
    analyzer: settings.analyzer === 'ids' ? 'ids' : wordsOf(settings.analyzer),
    analyzer_version: settings.analyzerVersion,
    unicode: settings.unicode,
    snapshot: name,
    whole: null,
  };
}

function wordsOf(analyzer: string): 'words' | 'cased' {
  return analyzer === 'cased' ? 'cased' : 'words';
}

async function createIndex(cluster: Cluster, index: string, body: object): Promise<void> {
  // 400: it is there, or its name cannot be used; requireState says which.
  const made = await cluster.send({ method: 'PUT', path: [index], body, accepts: [400] });
  if (made.status < 300) return;
  const text = JSON.stringify(made.body);
  if (text.includes('resource_already_exists_exception')) return;
  throw new IndexError(
    'cluster_refused',
    `the cluster cannot make an index ${index}: ${text.slice(0, 400)}`,
  );
}

function notThere(index: string): IndexError {
  return new IndexError(
    'index_not_found',
    `there is no index ${index} in the cluster: export one with firstseen export DIR --opensearch URL --name NAME`,
    { found: index },
  );
}
