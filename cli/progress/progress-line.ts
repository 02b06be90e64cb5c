// How far a command has come, on stderr: a bar on a terminal, lines of a log elsewhere, and neither with
// --quiet. The library of the bar is loaded where there is one, as every command waits for what it loads.

import { createRequire } from 'node:module';
import type { SingleBar } from 'cli-progress';
import { JobLog, type JobState } from './job-log.ts';

interface ProgressLineOptions {
  readonly quiet: boolean;
  /** What the command is doing: "indexing". */
  readonly doing: string;
  /** Of the bar, in the words of cli-progress. Undefined: there is no bar. */
  readonly format?: string;
  /** The bar stays when the command has ended. */
  readonly keepsBar?: boolean;
}

interface BarState {
  readonly value: number;
  readonly total: number;
  /** Texts for the names in the format. */
  readonly fields?: Readonly<Record<string, string>>;
}

const require = createRequire(import.meta.url);

export class ProgressLine implements Disposable {
  #bar: SingleBar | undefined;
  #log: JobLog | undefined;

  constructor({ quiet, doing, format, keepsBar = false }: ProgressLineOptions) {
    if (quiet) return;
    if (!process.stderr.isTTY) {
      this.#log = new JobLog({ doing, write: (line) => process.stderr.write(line) });
    } else if (format !== undefined) {
      const look = { hideCursor: true, barsize: 16, etaBuffer: 50, gracefulExit: false };
      const settings = { format, clearOnComplete: !keepsBar, stream: process.stderr, ...look };
      const library: typeof import('cli-progress') = require('cli-progress');
      this.#bar = new library.SingleBar(settings, library.Presets.shades_classic);
    }
  }

  /** Shows the bar, if there is one. */
  start({ value, total, fields = {} }: BarState): void {
    if (this.#bar?.isActive === false) this.#bar.start(total, value, fields);
  }

  /** `bar`: undefined where there is no format. */
  update(state: JobState, bar?: BarState): void {
    this.#log?.update(state);
    if (bar === undefined) return;
    this.start(bar);
    this.#bar?.update(bar.value, bar.fields ?? {});
  }

  /** A line of the log, where the command has taken so long that it has a log. */
  say(text: string): void {
    this.#log?.say(text);
  }

  /** May be called twice. */
  [Symbol.dispose](): void {
    this.#log?.[Symbol.dispose]();
    this.#bar?.stop();
  }
}
