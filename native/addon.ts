// Loads the native module and tells an old build from a new one.
//
// The module has verbs for several layers. Each layer declares those whose twins it has, and takes
// them from the same addon: native/kernel.ts those over arrays and texts, store/segment/phrase-search.ts
// and joint-search.ts those that know the file format, input/lines/plain-lines.ts those that know a record of JSON.

import { createRequire } from 'node:module';
import { findAddon } from './addon-path.ts';

/** What every build exports. */
export interface Addon {
  readonly KERNEL_VERSION: number;
}

/** Raised with every change of a verb's arguments, here and in native/src/node/verbs.rs. */
const kernelVersion = 16;
const addonPath = findAddon();

/** Whether there is a native kernel; it may still be switched off. */
export function hasAddon(): boolean {
  return addonPath !== undefined;
}

/** Loads the module; a plain Error where there is none, or one of another version. */
export function loadAddon(): Addon {
  if (addonPath === undefined) throw new Error('there is no native kernel');
  let addon: Addon;
  try {
    addon = createRequire(import.meta.url)(addonPath);
  } catch (cause) {
    throw new Error(`the native kernel at ${addonPath} cannot be loaded`, { cause });
  }
  if (addon.KERNEL_VERSION !== kernelVersion) {
    throw new Error(
      `the native kernel at ${addonPath} has version ${addon.KERNEL_VERSION}, ` +
        `expected ${kernelVersion}; build it again with: npm run prepare (in a checkout), ` +
        'or install firstseen again',
    );
  }
  return addon;
}
