// Loads the native module and tells an old build from a new one.
//
// The module has verbs for several layers. Each layer declares those whose twins it has, and takes
// them from the same addon: native/kernel.ts those over arrays and texts, store/segment/phrase-search.ts
// those that know the file format, input/lines/plain-lines.ts those that know a record of JSON.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What every build exports. */
export interface Addon {
  readonly KERNEL_VERSION: number;
}

/** Raised with every change of a verb's arguments, here and in native/src/node/verbs.rs. */
const kernelVersion = 7;
const addonPath = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? './firstseen.node' : '../../native/firstseen.node',
    import.meta.url,
  ),
);

/** Whether the native kernel was built; it may still be switched off. */
export function hasAddon(): boolean {
  return existsSync(addonPath);
}

export function loadAddon(): Addon {
  let addon: Addon;
  try {
    addon = createRequire(import.meta.url)(addonPath);
  } catch (cause) {
    throw new Error(`the native kernel at ${addonPath} cannot be loaded`, { cause });
  }
  if (addon.KERNEL_VERSION !== kernelVersion) {
    throw new Error(
      `the native kernel at ${addonPath} has version ${addon.KERNEL_VERSION}, ` +
        `expected ${kernelVersion}; build it again with: npm run install`,
    );
  }
  return addon;
}
