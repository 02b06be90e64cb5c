// A server over a small index, for tests: by `inject`, or listening at a port of its own.

import { join } from 'node:path';
import type { Test } from 'tap';
import { LiveIndex } from '../../library/snapshots/live-index.ts';
import { type AppDeps, type BuiltApp, buildApp } from '../../query-server/app.ts';
import { buildSmallIndex, temporaryFolder } from '../store/small-index.ts';

export interface SmallServer extends BuiltApp {
  readonly index: LiveIndex;
  readonly directory: string;
}

/** The app over an index of two segments, closed with the test. */
export async function smallServer(t: Test, deps: Partial<AppDeps> = {}): Promise<SmallServer> {
  const directory = join(temporaryFolder(t), 'my.idx');
  await buildSmallIndex(directory);
  return serverOf(t, LiveIndex.open(directory), deps);
}

export async function serverOf(
  t: Test,
  index: LiveIndex,
  deps: Partial<AppDeps> = {},
): Promise<SmallServer> {
  const built = await buildApp({ index, ...deps });
  t.teardown(async () => {
    built.app.server.closeAllConnections();
    await built.app.close();
    index.close();
  });
  return { ...built, index, directory: index.directory };
}

/** Listens at a free port; the address without a path. */
export function listen({ app }: BuiltApp): Promise<string> {
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** Asks until `holds`, or fails after twenty seconds: a loaded machine starts processes slowly. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come to hold within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
