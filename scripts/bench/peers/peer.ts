// A peer: another engine that builds an index of the same file and is asked the same phrases.
//
// All times are of whole processes on the same file, or, of questions, of the second round over a list
// in a warm process. Every engine reads JSON lines itself.

/** Microseconds a phrase. */
export interface Times {
  readonly mean: number;
  readonly median: number;
  readonly p99: number;
}

/** What an engine says of a list of phrases. */
export interface Answers {
  /** First step of each phrase; of ours count, first and last. */
  readonly first: Times;
  /** Counts in so many equal ranges of steps. */
  readonly timeline: Times;
  /** Records that hold each phrase, and the step of the first; null where there is none. */
  readonly records: readonly number[];
  readonly firsts: readonly (number | null)[];
}

export interface BuildOptions {
  readonly corpus: string;
  readonly index: string;
  readonly threads: number;
  readonly storesText: boolean;
}

interface AskOptions {
  readonly index: string;
  readonly phrases: string;
  readonly bins: number;
}

export interface Peer {
  readonly name: string;
  /** Makes the engine ready; not timed. Throws where it cannot be had here. */
  prepare(): void;
  /** Builds an index in a folder that is not there yet. */
  build(options: BuildOptions): void;
  ask(options: AskOptions): Answers;
}
