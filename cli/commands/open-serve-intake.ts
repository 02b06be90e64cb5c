// The intake of `firstseen serve --ingest`, from its options.

import { IndexError } from '../../errors.ts';
import { openIntake } from '../../library/ingest.ts';
import type { ServeOptions } from './serve-command.ts';

type Intake = Awaited<ReturnType<typeof openIntake>>;

/** Undefined without `--ingest`. Throws `bad_argument` for options that do not go together. */
export async function openServeIntake(
  directory: string,
  options: ServeOptions,
): Promise<Intake | undefined> {
  const { ingest = false, commitEvery, stepWindow, analyzer, memory, workers } = options;
  const { text, processes, maxBody } = options;
  if (!ingest) {
    requireIngest({ ...{ commitEvery, stepWindow, analyzer, memory, workers }, text });
    return undefined;
  }
  if (processes > 1) {
    throw new IndexError(
      'bad_argument',
      `--processes ${processes}: expected 1 with --ingest, since one process writes to an index. More processes may answer from the same folder, without --ingest, at another port.`,
      { found: processes },
    );
  }
  return await openIntake(directory, {
    ...{ commitEveryMs: commitEvery, stepWindow, analyzer, text, workers },
    ...{ memoryBytes: memory, maxLineBytes: maxBody },
  });
}

function requireIngest({ text, ...given }: Readonly<Record<string, unknown>>): void {
  const all = { ...given, 'no-text': text === false ? true : undefined };
  const [name] = Object.entries(all).find(([, value]) => value !== undefined) ?? [];
  if (name === undefined) return;
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new IndexError(
    'bad_argument',
    `${flag} is for a server that takes records: expected --ingest with it`,
    { option: flag },
  );
}
