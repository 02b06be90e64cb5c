// Progress bars on a terminal, or the lines of a log where there is none, and remarks about sources.
// Writes to stderr only.

import { Presets, SingleBar } from 'cli-progress';
import type { TokenizerEvent } from '../corpus/load-tokenizer.ts';
import { formatStep } from '../exposure/format-step.ts';
import type { BuildEvent } from '../indexer/build-index.ts';
import type { FoldersLeftOut } from '../input/paths/plan-paths.ts';
import { formatBytes, formatCount } from './format-text.ts';
import { JobLog } from './job-log.ts';
import { leftOutRemark } from './left-out-remark.ts';
import type { ScanEvent } from './scan-corpus.ts';

export interface ProgressView extends Disposable {
  readonly onEvent: (event: BuildEvent) => void;
  /** Leaves the bar as it is; may be called twice. */
  stop(): void;
}

export function showProgress(quiet: boolean): ProgressView {
  const bar = !quiet && process.stderr.isTTY ? newBar(buildFormat) : undefined;
  const log = newLog(quiet, 'indexing');
  let started = false;
  let since = 0;
  const remark = (text: string) => {
    if (!quiet) process.stderr.write(`firstseen: ${text}\n`);
  };
  const onEvent = (event: BuildEvent) => {
    switch (event.kind) {
      case 'unicode-differs':
        remark(
          `warning: the index was started with Unicode ${event.index}, this runtime has ${event.runtime}; characters that are new in one of them may match differently`,
        );
        return;
      case 'source-skipped':
        remark(
          `${event.name} ${event.repeated ? 'is named twice: fed once' : 'is in the index already: skipped'} (--again feeds it a second time)`,
        );
        return;
      case 'folders-left-out':
        remark(foldersLeftOut(event));
        return;
      case 'source-resumed':
        remark(`${event.name}: continuing after line ${event.line}`);
        return;
      case 'source-continued':
        remark(`${event.name} has grown: continuing after line ${event.line}`);
        return;
      case 'source-waiting':
        remark(
          `${event.name}, line ${event.line}: ${event.bytes} bytes without a line feed yet, left for the next run (if the line is complete, end it with a line feed)`,
        );
        return;
      case 'source-empty':
        remark(emptySource(event.name));
        return;
      case 'tokenizer-without-decoder':
        remark(noDecoder(event));
        return;
      case 'not-consumed':
        remark(notConsumed(event));
        return;
      case 'left-out':
        remark(leftOutRemark(event));
        return;
      case 'nothing-new':
        remark(
          `nothing to do: all that was consumed is in the index already, ${formatCount(event.records)} records`,
        );
        return;
      case 'start':
        since = performance.now();
        bar?.start(1, 0, { done: '', rate: '', tokens: '0' });
        started = true;
        return;
      case 'progress': {
        const { records, done, step, bytes } = event;
        log?.update({ amount: `${formatCount(records)} records`, done, step, bytes });
        if (bar === undefined) return;
        const seconds = (performance.now() - since) / 1000;
        const rate = `${(event.tokens / seconds / 1e6).toFixed(1)} M tokens/s`;
        bar.update(event.done ?? 0, { rate, tokens: formatCount(event.tokens) });
        return;
      }
      case 'commit':
        bar?.update({});
        log?.say(
          `committed, the index holds ${formatCount(event.records)} records up to step ${formatStep(event.step)} (snapshot ${event.snapshot})`,
        );
        return;
    }
  };
  const stop = () => {
    log?.[Symbol.dispose]();
    if (!started) return;
    started = false;
    bar?.stop();
  };
  return { onEvent, stop, [Symbol.dispose]: stop };
}

function notConsumed({ name, dropped }: { name: string; dropped: string }): string {
  return `${name}: not consumed: ${dropped}`;
}

export function foldersLeftOut({ pattern, folders, first }: FoldersLeftOut): string {
  const matched = folders === 1 ? `the folder ${first}` : `${folders} folders (first: ${first})`;
  return `${pattern} matches ${matched}, left out; a pattern with **/ finds the files in folders`;
}

function emptySource(name: string): string {
  return `${name} holds no record: skipped`;
}

function noDecoder({ name, step }: TokenizerEvent): string {
  return `${name} has no decoder: its tokens are spelled by its pre-tokenizer (${step})`;
}

export interface ScanProgress extends Disposable {
  readonly onEvent: (event: ScanEvent) => void;
}

/** Records scanned so far, and remarks about sources; leaves no trace of the bar. */
export function showScanProgress(quiet: boolean): ScanProgress {
  const bar =
    !quiet && process.stderr.isTTY
      ? newBar('scanning {value} records, step {step}', true)
      : undefined;
  const log = newLog(quiet, 'scanning');
  let started = false;
  let told = 0;
  const onEvent = (event: ScanEvent) => {
    if (event.kind === 'scanned') {
      if (!started) bar?.start(0, 0, { step: '' });
      started = true;
      bar?.update(event.records, { step: formatStep(event.step) });
      const { records, step, bytes, done } = event;
      log?.update({ amount: `${formatCount(records)} records`, done, step, bytes });
    } else if (quiet) return;
    else if (event.kind === 'source-skipped') {
      process.stderr.write(`firstseen: ${event.name} is named twice: read once\n`);
    } else if (event.kind === 'source-empty') {
      process.stderr.write(`firstseen: ${emptySource(event.name)}\n`);
    } else if (event.kind === 'tokenizer-without-decoder') {
      process.stderr.write(`firstseen: ${noDecoder(event)}\n`);
    } else if (event.kind === 'folders-left-out') {
      process.stderr.write(`firstseen: ${foldersLeftOut(event)}\n`);
    } else if (event.kind === 'not-consumed') {
      process.stderr.write(`firstseen: ${notConsumed(event)}\n`);
    } else if (event.kind === 'left-out') {
      process.stderr.write(`firstseen: ${leftOutRemark(event)}\n`);
    } else if (told++ < listedSkips) {
      process.stderr.write(`firstseen: left out: ${event.bad.message}\n`);
    }
  };
  const stop = () => {
    log?.[Symbol.dispose]();
    bar?.stop();
  };
  return { onEvent, [Symbol.dispose]: stop };
}

export interface PhraseProgress extends Disposable {
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Phrases asked so far; leaves no trace once it is disposed of. */
export function showPhraseProgress(quiet: boolean): PhraseProgress {
  return showCounting(quiet, { doing: 'asking', of: 'phrases' });
}

function showCounting(
  quiet: boolean,
  { doing, of }: { readonly doing: string; readonly of: string },
): PhraseProgress {
  const format = `${doing} {bar} {value} of {total} ${of}`;
  const bar = !quiet && process.stderr.isTTY ? newBar(format, true) : undefined;
  const log = newLog(quiet, doing);
  let started = false;
  return {
    onProgress: ({ done, total }) => {
      const amount = `${formatCount(done)} of ${formatCount(total)} ${of}`;
      log?.update({ amount, done: done / Math.max(1, total) });
      if (!started) bar?.start(total, done);
      started = true;
      bar?.update(done);
    },
    [Symbol.dispose]: () => {
      log?.[Symbol.dispose]();
      bar?.stop();
    },
  };
}

export interface ReadingProgress extends Disposable {
  readonly onProgress: (progress: {
    readonly readBytes: number;
    readonly totalBytes: number;
  }) => void;
}

/** Bytes of results read so far; leaves no trace once it is disposed of, which may be twice. */
export function showReadingProgress(quiet: boolean): ReadingProgress {
  const bar =
    !quiet && process.stderr.isTTY
      ? newBar('reading results {bar} {percentage}% {amount}, {eta_formatted} left', true)
      : undefined;
  const log = newLog(quiet, 'reading results');
  let started = false;
  return {
    onProgress: ({ readBytes: bytes, totalBytes }) => {
      const amount = `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;
      log?.update({ amount, done: bytes / Math.max(1, totalBytes), bytes });
      if (!started) bar?.start(totalBytes, bytes, { amount });
      started = true;
      bar?.update(bytes, { amount });
    },
    [Symbol.dispose]: () => {
      log?.[Symbol.dispose]();
      bar?.stop();
    },
  };
}

/** Sets and seeds done so far. */
export function showSetProgress(quiet: boolean): PhraseProgress {
  return showCounting(quiet, { doing: 'testing', of: 'sets' });
}

export interface CheckProgress extends Disposable {
  readonly onProgress: (progress: { readonly bytes: number; readonly totalBytes: number }) => void;
}

/** Bytes checked so far, as lines of a log. */
export function showCheckProgress(quiet: boolean): CheckProgress {
  const log = newLog(quiet, 'checking');
  return {
    onProgress: ({ bytes, totalBytes }) => {
      const amount = `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`;
      log?.update({ amount, done: bytes / Math.max(1, totalBytes), bytes });
    },
    [Symbol.dispose]: () => log?.[Symbol.dispose](),
  };
}

/** Records left out that are told of one by one. */
const listedSkips = 10;

const buildFormat = 'indexing {bar} {percentage}% {tokens} tokens {rate}, {eta_formatted} left';

function newLog(quiet: boolean, doing: string): JobLog | undefined {
  if (quiet || process.stderr.isTTY) return undefined;
  return new JobLog({ doing, write: (line) => process.stderr.write(line) });
}

function newBar(format: string, clearOnComplete = false): SingleBar {
  return new SingleBar(
    {
      format,
      clearOnComplete,
      stream: process.stderr,
      hideCursor: true,
      barsize: 16,
      etaBuffer: 50,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
}
