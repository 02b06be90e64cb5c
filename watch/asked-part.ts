// How far an index was asked, and whether another commit goes on from there.
//
// An index only grows, and a merge changes no record. So the amounts that were consumed before the last step
// that was asked are those of every later commit. Other amounts, or other settings, are another index.

import { readAxis } from '../exposure/read-axis.ts';
import type { Snapshot } from '../store/snapshot.ts';

/** The part of an index that was asked. */
export interface AskedPart {
  /** The name of the snapshot; empty: nothing was asked. */
  readonly snapshot: string;
  readonly records: number;
  readonly lastStep: number;
  /** Settings, and what was consumed before the last step. */
  readonly mark: string;
}

export const notAsked: AskedPart = Object.freeze({
  ...{ snapshot: '', records: 0, lastStep: 0, mark: '' },
});

export function askedPart(snapshot: Snapshot): AskedPart {
  const { name, records, lastStep } = snapshot;
  return { snapshot: name, records, lastStep, mark: markOf(snapshot, lastStep) };
}

/** Whether the snapshot holds what was asked, and may hold more. Two indexes of one step are taken for one. */
export function goesOn(snapshot: Snapshot, asked: AskedPart): boolean {
  if (asked.snapshot === '') return true;
  return snapshot.records >= asked.records && markOf(snapshot, asked.lastStep) === asked.mark;
}

function markOf(snapshot: Snapshot, lastStep: number): string {
  const { run, ...settings } = snapshot.settings;
  const { consumed: _, ...rules } = run;
  // The last step may go on, those before it do not.
  const { records, tokens, words } = readAxis(snapshot, [lastStep - 1]);
  return JSON.stringify([settings, rules, records, tokens, words]);
}
