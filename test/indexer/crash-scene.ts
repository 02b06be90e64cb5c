// The build that the crash tests disturb: it appends to an index in two rounds of commits, three
// segments from three sources, and each state that it may be left in is known beforehand.

import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type BuildOptions, buildIndex } from '../../indexer/build-index.ts';
import { Catalogue } from '../../store/catalogue/catalogue.ts';
import { segmentsFolder } from '../../store/catalogue/file-names.ts';
import { fileOperations } from '../../store/files.ts';
import { runsOf } from '../runs.ts';
import { answersAt, someLines, writeLines } from '../store/small-index.ts';

export interface Scene {
  /** The command, but for its file operations. */
  readonly options: BuildOptions;
  /** A copy of the index as it was before the command. */
  copyIndex(name: string): string;
  /** The command that made that index, but for its file operations. */
  readonly making: BuildOptions;
  /** Answers at each commit of the undisturbed command, the one before it first. */
  readonly states: readonly unknown[];
}

export async function planScene(root: string): Promise<Scene> {
  const base = join(root, 'base');
  const inline = fileOperations;
  const making: BuildOptions = {
    from: [writeLines(join(root, 'base.jsonl'), someLines(30, 1))],
    stepRule: { batch_size: 7 },
    workers: 1,
  };
  await buildIndex(base, { ...making, inline });
  const sizes = [40, 40, 90];
  const options: BuildOptions = {
    from: sizes.map((lines, i) => writeLines(join(root, `${i}.jsonl`), someLines(lines, i + 2))),
    workers: 1,
    rangeBytes: 8000,
    segmentSymbols: 3000,
  };
  const copyIndex = (name: string) => {
    const copy = join(root, name);
    cpSync(base, copy, { recursive: true });
    return copy;
  };
  const whole = copyIndex('whole');
  const states = [answersAt(whole)];
  const onEvent: BuildOptions['onEvent'] = ({ kind }) => {
    if (kind === 'commit') states.push(answersAt(whole));
  };
  await buildIndex(whole, { ...options, inline, onEvent });
  return { options, copyIndex, making, states };
}

/** Which of the states the index is in; -1 for one that must not be. */
export function stateOf(directory: string, { states }: Scene): number {
  const answers = answersAt(directory);
  return states.findIndex((state) => isDeepStrictEqual(state, answers));
}

/** Files of the folder of segments that the catalogue does not name. */
export function unnamedFiles(directory: string): string[] {
  using catalogue = Catalogue.openForReading(directory);
  const named = new Set(
    catalogue
      .snapshot()
      ?.segments.flatMap(({ index, text }) => [index.name, ...(text === null ? [] : [text.name])]),
  );
  const names = readdirSync(join(directory, segmentsFolder));
  return names.map((name) => `${segmentsFolder}/${name}`).filter((name) => !named.has(name));
}

/** Some of the operations, others in each run, at which a process is killed: the first and the last too. */
export function someOperations(count: number): number[] {
  const drawn = Array.from({ length: runsOf(4) }, () => 1 + Math.floor(Math.random() * count));
  return [...new Set([1, ...drawn, count])];
}
