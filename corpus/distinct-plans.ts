// Sources that a corpus names more than once, known by their name or by their file.

import { realpathSync } from 'node:fs';
import type { RemoteFile } from '../input/remote/remote-file.ts';
import { type FeedPlan, nameOfPlan } from './plan-run.ts';

/** The sources but for those named before in the same epoch, by this name or another of the same file. */
export function* distinctPlans(
  plans: readonly FeedPlan[],
  onRepeated: (name: string) => void,
): Generator<FeedPlan> {
  const named = new Set<string>();
  for (const plan of plans) {
    const name = nameOfPlan(plan);
    const path = findRealPath(plan);
    const { version } = remoteOf(plan) ?? {};
    const places = path === null ? [] : [version === undefined ? path : `${path} ${version}`];
    const keys = [name, ...places].map((key) => `${plan.epoch} ${key}`);
    const isRepeated = keys.some((key) => named.has(key));
    for (const key of keys) named.add(key);
    if (isRepeated) onRepeated(name);
    else yield plan;
  }
}

/** The file in a store that a source is; undefined: it is none, or several. */
export function remoteOf(plan: FeedPlan): RemoteFile | undefined {
  if (plan.kind === 'lines') return plan.plan.remote;
  const { data } = plan.spec;
  return data.length === 1 ? data[0]?.remote : undefined;
}

/** The path of a source that is one file, links resolved, or its address in a store; null for any other. */
export function findRealPath(plan: FeedPlan): string | null {
  const remote = remoteOf(plan);
  if (remote !== undefined) return remote.address;
  if (plan.kind === 'rows') {
    const { data, isOneFile } = plan.spec;
    const [first] = data;
    return isOneFile && first !== undefined ? realpathSync(first.path) : null;
  }
  const { kind, path, sizeBytes } = plan.plan;
  return kind === 'file' && sizeBytes !== undefined ? realpathSync(path) : null;
}
