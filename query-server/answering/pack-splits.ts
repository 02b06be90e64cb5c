// Splits -> one zip archive, the folder that the command writes, no faster than its reader takes it.
//
// One file of one split is made at a time, and the next begins when its text has gone into the
// archive. So memory holds one split, and not the texts of all.

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import {
  type SplitFile,
  type SplitFileOptions,
  splitFiles,
} from '../../splits/output/split-files.ts';
import type { Pause } from '../../splits/pause.ts';
import type { Split } from '../../splits/split.ts';

export interface PackOptions extends SplitFileOptions {
  /** One split is the folder itself; several get a folder each. */
  readonly isOne: boolean;
}

/** One time for all, so that the same split is the same archive. */
const mtime = new Date('1980-01-01T00:00:00Z');

/** Rows of a split repeat each other: the default, 6, takes twice the time and saves 7 %. */
const compressionLevel = 2;

/** The archive; it fails with what `splits` or `pause` throw. */
export function packSplits(
  splits: AsyncIterable<Split>,
  { isOne, ...options }: PackOptions,
  pause: Pause,
): Readable {
  const archive = new ZipFile();
  const packed = archive.outputStream as Readable;
  const closed = new AbortController();
  packed.once('close', () => closed.abort());
  archive.on('error', (error) => packed.destroy(error as Error));
  const fill = async () => {
    for await (const split of splits) {
      const folder = isOne ? '' : `step-${split.at}/`;
      for (const file of splitFiles(split, options)) {
        await addFile(archive, folder, file, { pause, signal: closed.signal });
      }
    }
    archive.end();
  };
  fill().catch((error: Error) => packed.destroy(error));
  return packed;
}

async function addFile(
  archive: ZipFile,
  folder: string,
  file: SplitFile,
  { pause, signal }: { readonly pause: Pause; readonly signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted();
  // The archive keeps what it asks for an entry's text: it must not keep the split with it.
  const held: { text: Readable | undefined } = {
    text: Readable.from(textChunks(file, pause), { objectMode: false }),
  };
  const { text } = held;
  archive.addReadStreamLazy(folder + file.path, { mtime, compressionLevel }, giverOf(held));
  try {
    await once(text as Readable, 'end', { signal });
  } finally {
    text?.destroy();
    held.text = undefined;
  }
}

type Give = (use: (error: unknown, text: Readable) => void) => void;

function giverOf(held: { text: Readable | undefined }): Give {
  return (use) => use(null, held.text ?? Readable.from([]));
}

/** UTF-16 code units of a piece of a file. */
const pieceLength = 64 << 10;

async function* textChunks(file: SplitFile, pause: Pause): AsyncGenerator<string, void, undefined> {
  let piece = '';
  for (const chunk of file.chunks()) {
    piece += chunk;
    if (piece.length >= pieceLength) {
      yield piece;
      piece = '';
    }
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  if (piece !== '') yield piece;
}
