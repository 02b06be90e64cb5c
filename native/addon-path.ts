// Where the native module lies: in the optional package of this platform, or where the checkout
// built it.
//
// npm installs, of the packages `firstseen-kernel-*`, the one whose os, cpu and libc fit: see npm/.
// A checkout has none of them, and builds native/firstseen.node (scripts/build-native.mjs).

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What tells the packages apart: values of process.platform and process.arch. */
export interface Platform {
  readonly platform: string;
  readonly arch: string;
}

const builtPath = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? './firstseen.node' : '../../native/firstseen.node',
    import.meta.url,
  ),
);

/**
 * The path of the native module; undefined where there is none. The package goes before what was
 * built. Nothing is loaded here.
 */
export function findAddon(): string | undefined {
  const { resolve } = createRequire(import.meta.url);
  const installed = kernelPackages(process).flatMap((name) => {
    try {
      return [resolve(name)];
    } catch {
      return [];
    }
  });
  // Two are there where node_modules was made for several systems.
  const path = installed.length > 1 && !hasGlibc() ? installed[1] : installed[0];
  if (path !== undefined) return path;
  return existsSync(builtPath) ? builtPath : undefined;
}

/** The names of the packages whose module may fit: on Linux one for glibc, then one for musl. */
export function kernelPackages({ platform, arch }: Platform): string[] {
  const name = `firstseen-kernel-${platform}-${arch}`;
  if (platform === 'linux') return [`${name}-gnu`, `${name}-musl`];
  return [platform === 'win32' ? `${name}-msvc` : name];
}

function hasGlibc(): boolean {
  const report: { header?: { glibcVersionRuntime?: string } } = process.report.getReport();
  return report.header?.glibcVersionRuntime !== undefined;
}
