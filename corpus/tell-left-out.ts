// The number of records that a command left out or changed, as one event for each kind.

import type { LeftOut } from '../store/catalogue/left-out.ts';

export interface LeftOutEvent {
  readonly kind: 'left-out';
  readonly what: keyof LeftOut;
  readonly count: number;
  /** In how many sources, and the first of them. */
  readonly sources: number;
  readonly first: string;
}

const kinds = ['skipped', 'repaired', 'cut', 'blank'] as const satisfies (keyof LeftOut)[];

/** Nothing of a kind is not an event of it. */
export function tellLeftOut(
  sources: readonly (LeftOut & { readonly name: string })[],
  onEvent: ((event: LeftOutEvent) => void) | undefined,
): void {
  for (const what of kinds) {
    const some = sources.filter((source) => source[what] > 0);
    const [first] = some;
    if (first === undefined) continue;
    const count = some.reduce((sum, source) => sum + source[what], 0);
    onEvent?.({ kind: 'left-out', what, count, sources: some.length, first: first.name });
  }
}
